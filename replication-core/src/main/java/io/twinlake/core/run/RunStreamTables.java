package io.twinlake.core.run;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.StreamSettings;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.StreamTable;
import io.twinlake.core.table.StreamTables;
import io.twinlake.core.table.TableRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of a run, and those that stay as the last point has them, for one stream. */
final class RunStreamTables implements StreamTables {
  /** Under which every format that streams know keeps a table's identity. */
  private static final String ID = "tableId";

  private final RunSession session;
  private final Map<String, TableWork> works;
  private final List<TableRecord> before;
  private final StreamSettings stream;

  RunStreamTables(
      RunSession session,
      Map<String, TableWork> works,
      List<TableRecord> before,
      StreamSettings stream) {
    this.session = session;
    this.works = works;
    this.before = before;
    this.stream = stream;
  }

  @Override
  public String sinkName() {
    return stream.sink();
  }

  @Override
  public Optional<StreamTable> sink() {
    for (DatasetSettings dataset : session.config().settings().datasets()) {
      if (stream.isIn(dataset)) {
        ObjectPrefix table =
            new ObjectPrefix(
                stream.sinkDirectory().value().substring(dataset.directory().value().length()));
        return Optional.ofNullable(works.get(dataset.name()))
            .flatMap(work -> work.forStreams(table))
            .or(() -> before(dataset.name(), table));
      }
    }
    return Optional.empty();
  }

  private Optional<StreamTable> before(String dataset, ObjectPrefix table) {
    return before.stream()
        .filter(t -> t.dataset().equals(dataset) && t.table().equals(table.value()))
        .filter(t -> t.details().get(ID) instanceof String)
        .findFirst()
        .map(RunStreamTables::still);
  }

  private static StreamTable still(TableRecord row) {
    return new StreamTable.Still(
        row.dataset() + "/" + row.table(), String.valueOf(row.details().get(ID)), row.version());
  }

  @Override
  public Optional<StreamTable> withId(String id) {
    return works.values().stream()
        .flatMap(TableWork::forStreams)
        .filter(t -> t.id().equals(id))
        .findFirst()
        .or(
            () ->
                before.stream()
                    .filter(t -> id.equals(t.details().get(ID)))
                    .findFirst()
                    .map(RunStreamTables::still));
  }

  @Override
  public Optional<String> atTarget(String uri) {
    Settings settings = session.config().settings();
    return new OtherSite(
            settings.source().roots(), settings.target().roots(), session.stores()::canonical)
        .nameOf(uri);
  }
}
