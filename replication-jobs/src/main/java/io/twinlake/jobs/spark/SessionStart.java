package io.twinlake.jobs.spark;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * A Spark session that starts beside the work. Most runs change little and are done in the driver;
 * they need not wait for Spark, while a cluster's manager waits for an application that never
 * starts one.
 */
public final class SessionStart implements Supplier<SparkSession>, AutoCloseable {
  private static final String PREFIX = "spark.hadoop.";

  private final CompletableFuture<SparkSession> session;
  private final Map<String, String> hadoop;

  private SessionStart(CompletableFuture<SparkSession> session, Map<String, String> hadoop) {
    this.session = session;
    this.hadoop = hadoop;
  }

  /** Begins to start a session of this name on a thread of its own, and returns at once. */
  public static SessionStart begin(String name) {
    Map<String, String> hadoop = hadoopOf(new SparkConf());
    CompletableFuture<SparkSession> session = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                session.complete(SparkSession.builder().appName(name).getOrCreate());
              } catch (Throwable e) {
                session.completeExceptionally(e);
              }
            },
            "twinlake-spark-start");
    thread.setDaemon(true);
    thread.start();
    return new SessionStart(session, hadoop);
  }

  /** As a context makes it: Hadoop's own site files, and over them what Spark's settings say. */
  private static Map<String, String> hadoopOf(SparkConf conf) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (setting._1().startsWith(PREFIX)) {
        hadoop.set(setting._1().substring(PREFIX.length()), setting._2());
      }
    }
    return entries(hadoop);
  }

  /** Keys and values of a Hadoop configuration, credentials among them. */
  public static Map<String, String> entries(Configuration configuration) {
    Map<String, String> entries = new TreeMap<>();
    configuration.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  /** The Hadoop configuration that the session's context makes from the same Spark settings. */
  public Map<String, String> hadoop() {
    return hadoop;
  }

  /**
   * The session, once it has started.
   *
   * @throws ReplicationException if Spark does not start
   */
  @Override
  public SparkSession get() {
    try {
      return session.join();
    } catch (CompletionException e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Spark does not start: %s. Its log says more; check --master and the --conf settings."
              .formatted(e.getCause()),
          e.getCause());
    }
  }

  /** Why Spark did not start, if it did not. Waits until it is known. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(session.handle((started, e) -> e).join());
  }

  /** Waits for the session and stops it. One that did not start is left at that. */
  @Override
  public void close() {
    if (failure().isEmpty()) {
      session.join().stop();
    }
  }
}
