package io.twinlake.jobs.cli;

import java.util.Map;

/**
 * The one entry: of the launcher, of {@code spark-submit}, and of a Databricks JAR job, which must
 * neither exit the JVM nor stop the session and learns of a failure by an exception.
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
    if (isDatabricks(env)) {
      throw new CommandFailedException(code);
    }
    System.exit(code);
  }

  /** Whether the JVM belongs to Databricks, which wants it and its Spark session back. */
  static boolean isDatabricks(Map<String, String> env) {
    return env.containsKey("DATABRICKS_RUNTIME_VERSION");
  }
}
