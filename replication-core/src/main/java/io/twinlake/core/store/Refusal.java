package io.twinlake.core.store;

/** Why a store did not let somebody in, as far as its answer tells. */
public enum Refusal {
  /** No credential is set for it, or it is not usable as it stands. */
  NO_CREDENTIAL,
  /** The credential is not the right one, or has ended. */
  CREDENTIAL,
  /** The store knows who asks, and that identity lacks a permission. */
  PERMISSION,
  /** A rule about networks keeps this machine out. */
  NETWORK,
  /** The answer does not tell which of the above. */
  UNCLEAR
}
