package io.twinlake.validation;

import io.twinlake.core.settings.RowIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One table that is to be compared.
 *
 * @param name dataset and directory, for messages
 * @param format {@code delta} or {@code parquet}
 * @param source where the table is at the source, as the settings name its root
 * @param target where it is at the target
 * @param sourceVersion the version to read at the source, where the format has versions
 * @param targetVersion the version to read at the target
 * @param partitionedBy columns whose values are in the names of directories, at either side
 * @param rows what tells rows apart
 * @param byKey whether all keys are compared, for a rate of disagreement
 * @param now the end of relative times
 */
public record TableRequest(
    String name,
    String format,
    String source,
    String target,
    Optional<Long> sourceVersion,
    Optional<Long> targetVersion,
    List<String> partitionedBy,
    RowIdentity rows,
    boolean byKey,
    Instant now) {
  public static final String DELTA = "delta";
  public static final String PARQUET = "parquet";
}
