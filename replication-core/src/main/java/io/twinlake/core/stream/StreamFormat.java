package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableJob;
import java.util.Comparator;
import java.util.Optional;

/**
 * Checkpoints of streaming queries, which only the settings give away. They are carried like a
 * table whose versions are the query's batches.
 */
public final class StreamFormat implements TableFormat {
  public static final String NAME = "stream-checkpoint";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<ObjectPrefix> rootRevealedBy(ObjectPath path) {
    return Optional.empty();
  }

  @Override
  public ObjectPath witness(ObjectPrefix root) {
    return root.resolve(ObjectPath.of("metadata"));
  }

  /** Commits before offsets, the newest first, and what they need behind them. */
  @Override
  public Comparator<ObjectPath> removalOrder() {
    return Comparator.comparing(StreamFormat::rank)
        .thenComparing(StreamFormat::number, Comparator.reverseOrder())
        .thenComparing(Comparator.reverseOrder());
  }

  private static int rank(ObjectPath path) {
    String text = "/" + path.value();
    return text.contains("/commits/") ? 0 : text.contains("/offsets/") ? 1 : 2;
  }

  private static long number(ObjectPath path) {
    return path.name().matches("\\d{1,18}") ? Long.parseLong(path.name()) : -1;
  }

  @Override
  public PlannedTable plan(TableJob job) {
    return PlannedStream.plan(job);
  }
}
