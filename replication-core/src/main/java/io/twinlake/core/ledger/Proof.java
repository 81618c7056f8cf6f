package io.twinlake.core.ledger;

/**
 * How it is known that a copy holds the bytes of its source. Only {@link #COMPARED} is called
 * verified.
 */
public enum Proof {
  /** The bytes of both sides were hashed independently, and the hashes are equal. */
  COMPARED,
  /** The service hashed what it wrote, under a pin on the source's version. */
  ATTESTED,
  /** The lengths agree, under a pin on the source's version. */
  LENGTH
}
