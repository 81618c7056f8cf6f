package io.twinlake.delta;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableJob;
import java.util.Comparator;
import java.util.Optional;

/** Delta Lake tables, recognised by their {@code _delta_log/}. */
public final class DeltaFormat implements TableFormat {
  static final String NAME = "delta";

  @Override
  public String name() {
    return NAME;
  }

  /** What lies in a log is the log's, even if it looks like one itself. */
  @Override
  public Optional<ObjectPrefix> rootRevealedBy(ObjectPath path) {
    String text = path.value();
    for (int at = text.indexOf(SourceLog.DIRECTORY);
        at >= 0;
        at = text.indexOf(SourceLog.DIRECTORY, at + 1)) {
      if (at == 0 || text.charAt(at - 1) == '/') {
        return Optional.of(new ObjectPrefix(text.substring(0, at)));
      }
    }
    return Optional.empty();
  }

  @Override
  public ObjectPath witness(ObjectPrefix root) {
    return SourceLog.log(root).resolve(ObjectPath.of(LogName.commit(0)));
  }

  /** As "Metadata Cleanup" in Delta's PROTOCOL.md asks for, and the newest version first. */
  @Override
  public Comparator<ObjectPath> removalOrder() {
    return Comparator.comparingInt(DeltaFormat::rank)
        .thenComparing(
            path -> LogName.of(path.name()).map(LogName::version).orElse(-1L),
            Comparator.reverseOrder())
        .thenComparing(Comparator.naturalOrder());
  }

  private static int rank(ObjectPath path) {
    if (path.name().equals(SourceLog.POINTER)) {
      return 0;
    }
    boolean direct = path.value().endsWith(SourceLog.DIRECTORY + path.name());
    Optional<LogName> name = direct ? LogName.of(path.name()) : Optional.empty();
    return name.map(
            n ->
                switch (n.kind()) {
                  case CHECKPOINT -> 1;
                  case COMPACTED -> 3;
                  case CHECKSUM -> 4;
                  case COMMIT -> 5;
                })
        .orElse(2);
  }

  @Override
  public PlannedTable plan(TableJob job) {
    return DeltaTable.plan(job);
  }
}
