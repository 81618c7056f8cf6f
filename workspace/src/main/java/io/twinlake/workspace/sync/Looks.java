package io.twinlake.workspace.sync;

/** When the target's mounts are looked at, which puts a notebook there for the time of a run. */
public enum Looks {
  /** By an import, where the ledger does not say how they are. Plans and comparisons do not. */
  WHERE_NEEDED,
  /** By every import. Plans do not. */
  ALWAYS,
  /** At once, also by a plan or a comparison. */
  AT_ONCE
}
