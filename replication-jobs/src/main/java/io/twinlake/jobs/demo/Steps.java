package io.twinlake.jobs.demo;

import java.util.Set;

/** What the demo asks of Twinlake itself; the command line answers with its own commands. */
public interface Steps {
  void replicate();

  /** The same, where what is held of {@code released} is replicated again. */
  void replicate(Set<String> released);

  void plan();

  void status();

  /** Shows what a restore of one dataset would do, or does it. */
  void restore(long point, String dataset, boolean apply);

  /** Number of the newest recovery point. */
  long newestPoint();
}
