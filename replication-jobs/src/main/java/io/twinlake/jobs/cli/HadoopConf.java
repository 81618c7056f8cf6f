package io.twinlake.jobs.cli;

import io.twinlake.core.preflight.ConfiguredKeys;
import java.io.IOException;
import java.io.Reader;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Collects Hadoop settings as {@code spark-submit} would: site files of {@code HADOOP_CONF_DIR} or
 * the class path, then {@code spark.hadoop.*} of the JVM's system properties (where {@code
 * spark-submit} puts its own), of a properties file, and of {@code --conf}. Later ones win. Values
 * may be secrets: none is ever printed, and messages name keys only.
 */
final class HadoopConf {
  private static final String PREFIX = "spark.hadoop.";
  private static final String REDACTION = "spark.redaction.regex";
  private static final List<String> SITE_FILES = List.of("core-site.xml", "hdfs-site.xml");

  private final Map<String, String> env;
  private final Properties system;
  private final ClassLoader classes;

  HadoopConf(Map<String, String> env, Properties system, ClassLoader classes) {
    this.env = env;
    this.system = system;
    this.classes = classes;
  }

  /**
   * All settings that this machine and the command line give.
   *
   * @param properties a file as of {@code spark-submit --properties-file}
   * @param conf {@code key=value} as of {@code spark-submit --conf}; without the prefix {@code
   *     spark.hadoop.} a setting is Spark's own and left out
   */
  Map<String, String> read(Optional<Path> properties, List<String> conf) {
    Map<String, String> settings = new TreeMap<>(siteFiles());
    system.stringPropertyNames().forEach(k -> put(settings, k, system.getProperty(k)));
    properties.ifPresent(file -> load(file).forEach((k, v) -> put(settings, k, v)));
    for (String option : conf) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        // The whole of it may be a secret with a forgotten key.
        throw wrong("A --conf is not of the form KEY=VALUE. Write --conf spark.hadoop.KEY=VALUE.");
      }
      put(settings, option.substring(0, equals), option.substring(equals + 1));
    }
    return settings;
  }

  /** Which credentials those settings hold as plain text, by their names. */
  ConfiguredKeys keys(Optional<Path> properties, List<String> conf) {
    Map<String, String> spark = new TreeMap<>();
    system.stringPropertyNames().forEach(k -> spark.put(k, system.getProperty(k)));
    properties.ifPresent(file -> spark.putAll(load(file)));
    for (String option : conf) {
      int equals = Math.max(0, option.indexOf('='));
      spark.put(
          option.substring(0, equals), option.substring(Math.min(equals + 1, option.length())));
    }
    spark.keySet().removeIf(name -> !name.startsWith("spark."));
    return new ConfiguredKeys(
        ConfiguredKeys.secretsAmong(spark),
        ConfiguredKeys.secretsAmong(siteFiles()),
        Optional.ofNullable(spark.get(REDACTION)));
  }

  private static void put(Map<String, String> settings, String key, String value) {
    if (key.startsWith(PREFIX)) {
      settings.put(key.substring(PREFIX.length()), value);
    }
  }

  private Map<String, String> siteFiles() {
    List<URL> files = new ArrayList<>();
    String directory = env.getOrDefault("HADOOP_CONF_DIR", "");
    for (String name : SITE_FILES) {
      Path file = Path.of(directory, name);
      if (!directory.isEmpty() && Files.exists(file)) {
        files.add(url(file));
      } else if (directory.isEmpty()) {
        Optional.ofNullable(classes.getResource(name)).ifPresent(files::add);
      }
    }
    if (files.isEmpty()) {
      return Map.of();
    }
    return hadoopIsThere() ? HadoopSiteFiles.read(files) : SiteFile.read(files);
  }

  private boolean hadoopIsThere() {
    return classes.getResource("org/apache/hadoop/conf/Configuration.class") != null;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, String> load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw wrong(
          "The properties file %s cannot be read (%s). Check --properties-file."
              .formatted(file, e.getClass().getSimpleName()));
    }
    Map<String, String> settings = new TreeMap<>();
    // spark-submit trims values, and so must we for both to find the same key.
    properties
        .stringPropertyNames()
        .forEach(k -> settings.put(k, properties.getProperty(k).strip()));
    return settings;
  }

  private static UsageException wrong(String message) {
    return new UsageException(message);
  }
}
