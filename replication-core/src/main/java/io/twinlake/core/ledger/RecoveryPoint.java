package io.twinlake.core.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the target holds at one moment, named: the document {@code recovery-points/<n>.json}.
 * Putting it is the only commit point of a run.
 *
 * @param format {@code recovery-point/1.1}
 * @param pair the pair of sites
 * @param number one more than its parent's; the first is 1, or follows the highest in history
 * @param parentHash SHA-256 of the parent's document, so that the chain cannot be altered unseen;
 *     empty for the first
 * @param from site that was copied from
 * @param to site that was copied to, and whose control root this lies on
 * @param run who made it
 * @param epoch under which role
 * @param startedAt when the run began
 * @param committedAt when it was put
 * @param datasets every dataset that was ever replicated here, by name
 * @param segments the whole ledger: what is not named here does not exist
 * @param tombstones how many deletions this point decided; they are done after it, see {@code
 *     deleted/<n>.json}
 * @param tables the document with what every table is at the target, if there are any
 * @param metastoreExport the newest export of the source's Hive metastore that was on this control
 *     root, if there is one
 */
public record RecoveryPoint(
    String format,
    String pair,
    long number,
    Optional<String> parentHash,
    String from,
    String to,
    String run,
    long epoch,
    Instant startedAt,
    Instant committedAt,
    SortedMap<String, DatasetPoint> datasets,
    List<Segment> segments,
    long tombstones,
    Optional<TablesDocument> tables,
    Optional<String> metastoreExport) {
  static final String FORMAT = "recovery-point/1";
  public static final String FORMAT_NOW = FORMAT + ".2";

  public RecoveryPoint {
    Objects.requireNonNull(run, "'run' is missing");
    Objects.requireNonNull(datasets, "'datasets' is missing");
    Objects.requireNonNull(segments, "'segments' is missing");
  }
}
