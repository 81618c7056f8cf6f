package io.twinlake.metastore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far the target's catalog is.
 *
 * @param export the newest one, if there is any
 * @param imported id of the export that was imported last
 * @param ahead tables and partitions of that export whose data no recovery point holds yet, and why
 */
public record MetastoreStatus(
    String from,
    String to,
    Optional<Export> export,
    Optional<String> imported,
    List<String> ahead) {

  /** The newest export. */
  public record Export(String id, Instant at, Duration age, int tables, int partitions) {}

  public boolean isCurrent() {
    return export.isPresent() && imported.equals(export.map(Export::id)) && ahead.isEmpty();
  }
}
