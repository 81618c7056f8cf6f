package io.twinlake.validation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The document {@code validations/<id>.json} on the target's control root.
 *
 * @param format {@code validation/1.0}
 * @param id names this validation
 * @param pair the pair of sites
 * @param from site that was taken as the source
 * @param to site that was taken as the target
 * @param level how strongly it was compared
 * @param proves what a clean result of that level proves
 * @param leavesOpen what it does not prove
 * @param point the recovery point that the target was compared with; empty for the source as it was
 *     then
 * @param sample what was drawn, at the level {@code sample}
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param bytesRead bytes read, on both sides
 * @param verdict the worst of all datasets
 * @param datasets in the order of their names
 * @param cost what it took
 * @param findings where all findings are, as Parquet below the control root, if they were written
 */
public record ValidationResult(
    String format,
    String id,
    String pair,
    String from,
    String to,
    Level level,
    String proves,
    String leavesOpen,
    Optional<Long> point,
    Optional<Sample> sample,
    Instant startedAt,
    Instant finishedAt,
    long bytesRead,
    Verdict verdict,
    List<DatasetValidation> datasets,
    Cost cost,
    Optional<String> findings) {
  static final String FORMAT_NOW = "validation/1.0";

  /** The same, with where all findings are. */
  public ValidationResult withFindings(Optional<String> where) {
    return new ValidationResult(
        format,
        id,
        pair,
        from,
        to,
        level,
        proves,
        leavesOpen,
        point,
        sample,
        startedAt,
        finishedAt,
        bytesRead,
        verdict,
        datasets,
        cost,
        where);
  }
}
