package io.twinlake.jobs.cli;

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
    int code =
        new CommandLineRun(
                new CommandContext(
                    new EngineCommands(!isDatabricks(env)),
                    Terminal.ofProcess(env),
                    new HadoopConf(env, System.getProperties(), Main.class.getClassLoader())))
            .execute(args);
    // After System.exit(0), YARN's cluster mode would count the run as failed: success returns.
    if (code == ExitCode.CLEAN.code()) {
      return;
    }
    if (isDatabricks(env) || isApplicationMaster(System.getProperties())) {
      throw new CommandFailedException(code);
    }
    System.exit(code);
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
