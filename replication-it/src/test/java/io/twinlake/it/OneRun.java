package io.twinlake.it;

import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A run in a JVM of its own that may be killed: a main class with the library's API only. */
final class OneRun {
  private OneRun() {}

  /**
   * @param args a settings file, and a properties file with the Hadoop settings
   */
  public static void main(String[] args) throws IOException {
    Settings settings = Settings.load(Files.readString(Path.of(args[0])), args[0]);
    System.out.println(Twinlake.local(settings, hadoop(args[1])).replicate().outcome());
  }

  static Map<String, String> hadoop(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    }
    Map<String, String> hadoop = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> hadoop.put(k, properties.getProperty(k)));
    return hadoop;
  }

  /** Starts it. */
  static Jvm.Running start(Path scratch, String yaml, Map<String, String> hadoop)
      throws IOException {
    return start(scratch, List.of("-cp", Jvm.everything(), OneRun.class.getName()), yaml, hadoop);
  }

  /** Starts a main class of such arguments. */
  static Jvm.Running start(Path scratch, List<String> java, String yaml, Map<String, String> hadoop)
      throws IOException {
    Path settings = Files.writeString(Files.createTempFile(scratch, "e2e", ".yaml"), yaml);
    Properties properties = new Properties();
    properties.putAll(hadoop);
    Path file = Files.createTempFile(scratch, "hadoop", ".properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, "");
    }
    return Jvm.start(scratch, java, settings.toString(), file.toString());
  }
}
