package io.twinlake.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command line in a JVM of its own, with the options that the launcher gives. Commands with
 * Spark get it in one thread.
 */
final class Command {
  static final String MAIN = "io.twinlake.jobs.cli.Main";
  private static final Path LAUNCHER = Path.of(System.getProperty("twinlake.checkout"), "launcher");

  private Command() {}

  static Jvm.Ended run(Path scratch, String yaml, Map<String, String> hadoop, String... args)
      throws IOException, InterruptedException {
    return start(scratch, yaml, hadoop, args).end();
  }

  static Jvm.Running start(Path scratch, String yaml, Map<String, String> hadoop, String... args)
      throws IOException {
    return startOn("local[1]", scratch, yaml, hadoop, args);
  }

  static Jvm.Running startOn(
      String master, Path scratch, String yaml, Map<String, String> hadoop, String... args)
      throws IOException {
    List<String> java = new ArrayList<>();
    java.add("@" + LAUNCHER.resolve("jvm.options"));
    java.add("-Dspark.master=" + master);
    java.add("-Dspark.ui.enabled=false");
    java.add("-Dspark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri());
    hadoop.forEach((key, value) -> java.add("-Dspark.hadoop.%s=%s".formatted(key, value)));
    java.add("-cp");
    java.add(
        String.join(
            File.pathSeparator, LAUNCHER.toString(), ShadedJar.path().toString(), Jvm.sparkJars()));
    java.add(MAIN);
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--config");
    all.add(Files.writeString(Files.createTempFile(scratch, "e2e", ".yaml"), yaml).toString());
    return Jvm.start(scratch, java, all.toArray(String[]::new));
  }
}
