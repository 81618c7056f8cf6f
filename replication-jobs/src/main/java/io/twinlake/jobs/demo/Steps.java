package io.twinlake.jobs.demo;

import java.util.Set;

/** What the demo asks of Twinlake itself; the command line answers with its own commands. */
public interface Steps {
  void replicate();

  /** The same, where what is held of {@code released} is replicated again. */
  void replicate(Set<String> released);

  void plan();

  void status();

  /**
   * Compares every byte of both sites.
   *
   * @param same whether they are expected to be the same
   */
  void validate(boolean same);

  /** Shows what a repair of the last validation's findings would do, or does it. */
  void repair(boolean yes);

  /** Leaves a page of all validations, and says where. */
  void report();

  /** Shows what a restore of one dataset would do, or does it. */
  void restore(long point, String dataset, boolean apply);

  /** Number of the newest recovery point. */
  long newestPoint();
}
