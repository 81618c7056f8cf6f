package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableJob;
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

  @Override
  public PlannedTable plan(TableJob job) {
    return PlannedStream.plan(job);
  }
}
