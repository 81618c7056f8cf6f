package io.twinlake.jobs.demo;

/** What the demo asks of Twinlake itself; the command line answers with its own commands. */
public interface Steps {
  void replicate();

  void plan();

  void status();
}
