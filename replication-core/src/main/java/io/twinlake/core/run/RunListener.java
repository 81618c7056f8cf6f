package io.twinlake.core.run;

import io.twinlake.core.plan.Tally;

/**
 * Told what a run does while it does it. Called from the run's own thread and, for {@link
 * #progress} and {@link #held}, from workers.
 */
public interface RunListener {
  /** Says nothing. */
  RunListener SILENT = new RunListener() {};

  /** A step began: half a sentence. */
  default void step(String text) {}

  /** A dataset is planned. */
  default void planned(String dataset, Tally tally) {}

  /** So many more objects and bytes were transferred. */
  default void progress(long objects, long bytes) {}

  /**
   * Requests of this JVM wait for the throttle.
   *
   * @param text by what, {@code target 500 requests/s}
   */
  default void held(String text) {}
}
