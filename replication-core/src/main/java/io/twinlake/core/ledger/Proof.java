package io.twinlake.core.ledger;

/**
 * What is known about a copy being equal to its source. Only {@link #COMPARED} is called verified.
 */
public enum Proof {
  /** The bytes of both sides were hashed independently, and the hashes agree. */
  COMPARED,
  /** The service hashed what it wrote, under a pin of the source version. */
  ATTESTED,
  /** The length agrees. */
  LENGTH
}
