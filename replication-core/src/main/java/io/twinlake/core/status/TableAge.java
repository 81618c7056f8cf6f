package io.twinlake.core.status;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one table at the target is behind the source, against its dataset's objective.
 *
 * @param dataset name of its dataset
 * @param table where it is below the dataset's root; empty for that root
 * @param format {@code delta}, for one
 * @param status how it stood after the last run that looked at it
 * @param version newest version at the target; -1 for none
 * @param versionsBehind how many versions it lacked then
 * @param behind how long ago the first version was committed that it lacks; for a table that lacked
 *     none, how long ago that was seen
 * @param overObjective by how much that is longer than the objective; zero if it is not
 * @param reason why it is not replicated
 */
public record TableAge(
    String dataset,
    String table,
    String format,
    TableStatus status,
    long version,
    long versionsBehind,
    Duration behind,
    Duration overObjective,
    Optional<String> reason) {

  static TableAge of(TableRecord table, Optional<DatasetPoint> last, Duration rpo, Instant now) {
    Instant since =
        table
            .behindSince()
            .filter(at -> table.status().isBehind())
            .or(() -> last.map(DatasetPoint::at))
            .filter(at -> table.status() != TableStatus.GONE && at.isBefore(now))
            .orElse(now);
    Duration behind = Duration.between(since, now);
    Duration over = behind.minus(rpo);
    return new TableAge(
        table.dataset(),
        table.table(),
        table.format(),
        table.status(),
        table.version(),
        table.versionsBehind(),
        behind,
        over.isNegative() ? Duration.ZERO : over,
        table.reason());
  }

  /** Whether it is older than its objective allows, or lacks a version. */
  public boolean needsALook() {
    return status.isBehind() || !overObjective.isZero();
  }
}
