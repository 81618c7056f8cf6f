package io.twinlake.jobs.cli;

import io.twinlake.jobs.spark.SessionStart;
import java.util.Map;
import java.util.Properties;

/**
 * The one entry: of the launcher, of {@code spark-submit}, and of platforms that run it in a JVM of
 * their own and learn of a failure by an exception: Databricks, which wants its session back, too,
 * and YARN's ApplicationMaster, which tells nobody the code of a {@code System.exit}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Map<String, String> env = System.getenv();
    CommandLineRun run =
        new CommandLineRun(
            new CommandContext(
                new EngineCommands(!isDatabricks(env)),
                Terminal.ofProcess(env),
                new HadoopConf(env, System.getProperties(), Main.class.getClassLoader())));
    int code =
        isApplicationMaster(System.getProperties()) ? besideSpark(run, args) : run.execute(args);
    // After System.exit(0), YARN's cluster mode would count the run as failed: success returns.
    if (code == ExitCode.CLEAN.code()) {
      return;
    }
    if (isDatabricks(env) || isApplicationMaster(System.getProperties())) {
      throw new CommandFailedException(code);
    }
    System.exit(code);
  }

  /** YARN counts an application that never has a SparkContext as failed, whatever it did. */
  private static int besideSpark(CommandLineRun run, String... args) {
    try (SessionStart spark = SessionStart.begin("twinlake")) {
      // One that starts late would be a second one. Whoever needs Spark tells why it did not start.
      spark.failure();
      return run.execute(args);
    }
  }

  /** Whether the JVM belongs to Databricks, which wants it and its Spark session back. */
  static boolean isDatabricks(Map<String, String> env) {
    return env.containsKey("DATABRICKS_RUNTIME_VERSION");
  }

  /** Whether this is YARN's ApplicationMaster: Spark sets this there, in cluster mode only. */
  static boolean isApplicationMaster(Properties system) {
    return system.getProperty("spark.yarn.app.id") != null;
  }
}
