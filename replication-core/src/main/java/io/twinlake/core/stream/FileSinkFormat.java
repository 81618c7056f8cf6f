package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableJob;
import java.util.Comparator;
import java.util.Optional;

/**
 * Directories that a streaming query of Spark writes files to, recognised by their {@code
 * _spark_metadata/}. Spark reads what that log names and nothing else, and it names files by their
 * whole names, so a copy of the files as they lie there cannot be read. They are carried like a
 * table whose versions are the query's batches.
 */
public final class FileSinkFormat implements TableFormat {
  public static final String NAME = "file-sink";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<ObjectPrefix> rootRevealedBy(ObjectPath path) {
    String text = path.value();
    int at = ("/" + text).indexOf("/" + SinkLog.DIRECTORY);
    return at < 0 || text.length() == at + SinkLog.DIRECTORY.length()
        ? Optional.empty()
        : Optional.of(new ObjectPrefix(text.substring(0, at)));
  }

  @Override
  public ObjectPath witness(ObjectPrefix root) {
    return root.resolve(ObjectPath.of(SinkLog.DIRECTORY + "0"));
  }

  /** The log before the files, the newest batch first. */
  @Override
  public Comparator<ObjectPath> removalOrder() {
    return Comparator.comparing((ObjectPath path) -> rootRevealedBy(path).isEmpty())
        .thenComparing(path -> SinkLog.batchOf(path.name()).orElse(-1L), Comparator.reverseOrder())
        .thenComparing(Comparator.naturalOrder());
  }

  @Override
  public PlannedTable plan(TableJob job) {
    return PlannedFileSink.plan(job);
  }
}
