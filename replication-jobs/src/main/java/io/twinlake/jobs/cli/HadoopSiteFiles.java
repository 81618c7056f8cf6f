package io.twinlake.jobs.cli;

import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Reads site files by Hadoop itself, where it is there: final settings, includes, variables. */
final class HadoopSiteFiles {
  private HadoopSiteFiles() {}

  /** What {@code files} say, later ones over earlier ones; Hadoop's defaults are left out. */
  static Map<String, String> read(List<URL> files) {
    Configuration configuration = new Configuration(false);
    files.forEach(configuration::addResource);
    return settings(configuration);
  }

  /** What {@code configuration} says beyond the defaults that Hadoop's own jars bring. */
  static Map<String, String> settings(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, String> entry : configuration) {
      String value = configuration.get(entry.getKey());
      if (value != null && !isDefault(configuration, entry.getKey())) {
        settings.put(entry.getKey(), value);
      }
    }
    return settings;
  }

  private static boolean isDefault(Configuration configuration, String key) {
    String[] sources = configuration.getPropertySources(key);
    return sources != null && sources.length == 1 && sources[0].endsWith("-default.xml");
  }
}
