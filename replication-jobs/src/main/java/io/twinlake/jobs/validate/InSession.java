package io.twinlake.jobs.validate;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Does work while another session is this thread's active one. Spark asks the active session how
 * values are to come out of a row, on some lines only when they do.
 */
final class InSession {
  private InSession() {}

  static <T> T call(SparkSession session, Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
