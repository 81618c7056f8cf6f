package io.twinlake;

import java.lang.reflect.InvocationTargetException;

/**
 * What clusters are told to start. It is compiled for Java 8, so that on a cluster whose JVMs are
 * too old somebody is there to say so, instead of a class file version that nobody understands. On
 * Java 17 it goes straight on to the command line.
 */
public final class Main {
  private static final int NEEDED = 17;
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] args) throws Throwable {
    String version = System.getProperty("java.specification.version");
    if (feature(version) < NEEDED) {
      System.err.println(tooOld(version, System.getProperty("java.home")));
      if (System.getenv("DATABRICKS_RUNTIME_VERSION") != null
          || System.getProperty("spark.yarn.app.id") != null) {
        // The JVM of Databricks is not ours to end, and YARN's ApplicationMaster hands on what is
        // thrown, but no exit code.
        throw new IllegalStateException(
            tooOld(version, System.getProperty("java.home"))
                + "\nTwinlake ended with exit code "
                + USAGE
                + ".");
      }
      System.exit(USAGE);
    }
    try {
      Class.forName("io.twinlake.jobs.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** 8 of {@code 1.8}, 17 of {@code 17}; 0 where that is no number. */
  static int feature(String specification) {
    String number = specification.startsWith("1.") ? specification.substring(2) : specification;
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** What is wrong with such a Java, and which setting mends it. */
  static String tooOld(String version, String home) {
    return "twinlake: Java 17 or later is needed, and this driver runs Java "
        + version
        + " ("
        + home
        + ").\n"
        + "  On YARN ship a JDK 17 by --archives and set spark.yarn.appMasterEnv.JAVA_HOME and"
        + " spark.executorEnv.JAVA_HOME to it, as submit/hdinsight does.\n"
        + "  On Databricks set JNAME=zulu17-ca-amd64 in the cluster's spark_env_vars, or take a"
        + " runtime from 16.4 on.\n"
        + "  On a plain machine set JAVA_HOME.";
  }
}
