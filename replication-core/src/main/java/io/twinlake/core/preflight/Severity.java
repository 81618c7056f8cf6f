package io.twinlake.core.preflight;

/** How much a finding matters; the worst first. */
public enum Severity {
  /** A run would stop, or fail objects. */
  PROBLEM,
  /** A run works, and somebody will be surprised later. */
  WARNING,
  /** Good to know. */
  NOTE
}
