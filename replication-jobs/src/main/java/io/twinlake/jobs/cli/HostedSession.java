package io.twinlake.jobs.cli;

import io.twinlake.jobs.spark.SessionStart;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The session of a platform that runs our {@code main} in a JVM of its own: Databricks. */
final class HostedSession {
  private HostedSession() {}

  /**
   * The platform's session, with a SparkContext.
   *
   * @throws UsageException if the cluster's access mode keeps the SparkContext from jobs
   */
  static SparkSession get(String name) {
    return checked(() -> SparkSession.builder().appName(name).getOrCreate());
  }

  static SparkSession checked(Supplier<SparkSession> start) {
    try {
      SparkSession session = start.get();
      session.sparkContext().hadoopConfiguration();
      return session;
    } catch (RuntimeException | LinkageError e) {
      throw new UsageException(
          "This cluster gives a job no SparkContext (%s: %s). Twinlake needs dedicated access mode: set data_security_mode: SINGLE_USER for the cluster, as submit/databricks does; standard access mode and serverless will not do."
              .formatted(
                  e.getClass().getSimpleName(), Redaction.hide(String.valueOf(e.getMessage()))));
    }
  }

  /**
   * The session's Hadoop settings, where a cluster keeps its credentials, and over them those of
   * the command line.
   */
  static Map<String, String> hadoop(SparkSession session, Map<String, String> given) {
    Map<String, String> settings =
        new TreeMap<>(SessionStart.entries(session.sparkContext().hadoopConfiguration()));
    settings.putAll(given);
    return settings;
  }
}
