package io.twinlake.jobs.spark;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Reads the rows of one dataset out of ledger segments. */
final class LedgerTask extends StoreTask<String, Row> {
  private static final long serialVersionUID = 1L;

  LedgerTask(DatasetJob job, TaskTraffic traffic) {
    super(job, traffic, "ledger");
  }

  /** A segment as tasks are given it. */
  static String encode(Segment segment) {
    return Json.line(segment);
  }

  /** Whether {@code segment} may hold rows of {@code dataset}. */
  static boolean mayHold(Segment segment, String dataset) {
    return ObjectPath.compareUtf8(dataset(segment.first()), dataset) <= 0
        && ObjectPath.compareUtf8(dataset, dataset(segment.last())) <= 0;
  }

  private static String dataset(String key) {
    return key.substring(0, key.indexOf('\0'));
  }

  @Override
  Iterator<Row> run(Iterator<String> in, Stores stores, TaskContext task) {
    ObjectStore control = stores.open(job().control());
    Segments segments = new Segments(control, List.of(JsonLines.FORMAT, ParquetSegments.FORMAT));
    EachInTurn<String, Row> rows =
        new EachInTurn<>(
            in, line -> read(segments, Json.parse(line, Segment.class, "A segment in transit")));
    closeAfter(task, control);
    closeAfter(task, rows);
    return rows;
  }

  private Stream<Row> read(Segments segments, Segment segment) {
    long age = segment.base() ? -1 : segment.point();
    return segments
        .read(segment)
        .filter(row -> row.dataset().equals(job().dataset().name()))
        .map(row -> SeenRows.ledger(row, age));
  }
}
