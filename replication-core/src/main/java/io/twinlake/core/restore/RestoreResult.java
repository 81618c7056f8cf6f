package io.twinlake.core.restore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a restore did, or would do: also its report on the control root.
 *
 * @param format {@code restore-report/1.0}
 * @param outcome in one word
 * @param run who it was
 * @param pair the pair of sites
 * @param site the site that was put back
 * @param point the recovery point that was wanted
 * @param newest the newest recovery point before
 * @param recoveryPoint number of the point that holds the restored state, if one was committed
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param datasets what it did with each, in the order of their names
 * @param notes what a person should know, one sentence each
 */
public record RestoreResult(
    String format,
    Outcome outcome,
    String run,
    String pair,
    String site,
    long point,
    long newest,
    Optional<Long> recoveryPoint,
    Instant startedAt,
    Instant finishedAt,
    List<DatasetRestore> datasets,
    List<String> notes) {
  public static final String FORMAT_NOW = "restore-report/1.0";

  /** A restore in one word. */
  public enum Outcome {
    /** Only planned. */
    PLANNED,
    /** Everything is as it was at the point. */
    RESTORED,
    /** Something could not be brought back; the rest is committed. */
    PARTIAL,
    /** Something cannot be brought back, so nothing was written. */
    REFUSED,
    /** The target held the point's state already. */
    NOTHING
  }

  /** Paths that cannot be brought back. */
  public long blocked() {
    return datasets.stream().mapToLong(DatasetRestore::blocked).sum();
  }

  /** Objects that change. */
  public long changes() {
    return datasets.stream().mapToLong(DatasetRestore::changes).sum();
  }
}
