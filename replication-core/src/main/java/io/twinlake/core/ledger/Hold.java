package io.twinlake.core.ledger;

import java.time.Instant;
import java.util.Objects;

/**
 * Why no run replicates a dataset: what it holds was put back by a person, and the source may still
 * have what that person did away with.
 *
 * @param state whether the target holds what it was put back to
 * @param point the recovery point that it was, or is being, put back to
 * @param since when
 * @param run who did
 */
public record Hold(State state, long point, Instant since, String run) {

  /** How far a restore came. */
  public enum State {
    /** It was begun: the target holds some of that point and some of a later one. */
    RESTORING,
    /** It ended: the target is that point's. */
    RESTORED
  }

  public Hold {
    Objects.requireNonNull(state, "'state' is missing");
    Objects.requireNonNull(since, "'since' is missing");
  }
}
