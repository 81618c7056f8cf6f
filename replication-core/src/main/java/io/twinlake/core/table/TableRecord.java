package io.twinlake.core.table;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a recovery point knows of one table: a line of {@code tables/<point>-<run>.jsonl.gz}.
 *
 * @param dataset name of its dataset
 * @param table where it is below the dataset's root, with a slash at its end unless it is that root
 * @param format {@code delta}
 * @param status how it stood after the last run that looked at it
 * @param location where it is at the target, below the dataset's root; differs from {@code table}
 *     for a table that was dropped and made anew
 * @param version newest version at the target; -1 for none
 * @param committedAt when that version was committed, by its own log
 * @param sourceVersion newest version that the source had
 * @param behindSince when the first version was committed that the target has not
 * @param files how many files were copied for it, about: later ones may be there twice
 * @param reason why it is not replicated
 * @param pointer the ledger's row of the one file that is replaced
 * @param details what its format wants to know again
 */
public record TableRecord(
    String dataset,
    String table,
    String format,
    TableStatus status,
    String location,
    long version,
    Optional<Instant> committedAt,
    long sourceVersion,
    Optional<Instant> behindSince,
    long files,
    Optional<String> reason,
    Optional<String> pointer,
    Map<String, Object> details) {
  public TableRecord {
    Objects.requireNonNull(dataset, "'dataset' is missing");
    Objects.requireNonNull(table, "'table' is missing");
    Objects.requireNonNull(format, "'format' is missing");
    Objects.requireNonNull(status, "'status' is missing");
    Objects.requireNonNull(location, "'location' is missing");
    details = details == null ? Map.of() : details;
  }

  /** The same with another ledger row of the replaced file. */
  public TableRecord pointing(Optional<String> row) {
    return new TableRecord(
        dataset,
        table,
        format,
        status,
        location,
        version,
        committedAt,
        sourceVersion,
        behindSince,
        files,
        reason,
        row,
        details);
  }

  /** How many versions the target lacks. */
  public long versionsBehind() {
    return status.isBehind() ? Math.max(0, sourceVersion - version) : 0;
  }
}
