package io.twinlake.core.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run did: also its report on the control root.
 *
 * @param format {@code run-report/1.1}
 * @param outcome in one word
 * @param run who it was
 * @param pair the pair of sites
 * @param from site that was copied from
 * @param to site that was copied to
 * @param recoveryPoint number of the point it committed, if it did
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param datasets what it did with each
 * @param notes what a person should know, one sentence each
 * @param requests what it asked of services, beside what was expected
 */
public record RunResult(
    String format,
    Outcome outcome,
    String run,
    String pair,
    String from,
    String to,
    Optional<Long> recoveryPoint,
    Instant startedAt,
    Instant finishedAt,
    List<DatasetResult> datasets,
    List<String> notes,
    RequestReport requests) {

  RunResult with(RequestReport newRequests) {
    return new RunResult(
        format,
        outcome,
        run,
        pair,
        from,
        to,
        recoveryPoint,
        startedAt,
        finishedAt,
        datasets,
        notes,
        newRequests);
  }

  /** A run in one word. */
  public enum Outcome {
    /** A recovery point was committed and everything is in it. */
    CLEAN,
    /** A recovery point was committed; some of a dataset is not in it. */
    PARTIAL,
    /** Nothing was committed, as every dataset was refused or is held. */
    REFUSED,
    /** Nothing was committed, as no dataset could be listed. */
    FAILED,
    /** Only planned. */
    PLANNED
  }
}
