package io.twinlake.jobs.validate;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.EachInTurn;
import io.twinlake.jobs.spark.ParquetSegments;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.ObjectJob;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Reads the rows of the dataset out of a recovery point's ledger segments. */
final class LedgerRowsTask extends ObjectTask<String, Row> {
  private static final long serialVersionUID = 1L;

  LedgerRowsTask(ObjectJob job, TaskTraffic traffic) {
    super(job, traffic, "ledger");
  }

  @Override
  Iterator<Row> run(Iterator<String> in, TaskContext task, RequestMeter meter) {
    ObjectStore control = control(task, meter).open(job().control());
    Segments segments = new Segments(control, List.of(JsonLines.FORMAT, ParquetSegments.FORMAT));
    EachInTurn<String, Row> rows =
        new EachInTurn<>(in, line -> read(segments, ObjectJob.segment(line)));
    closeAfter(task, control);
    closeAfter(task, rows);
    return rows;
  }

  private Stream<Row> read(Segments segments, Segment segment) {
    long age = segment.base() ? -1 : segment.point();
    return segments
        .read(segment)
        .filter(row -> row.dataset().equals(job().dataset().name()))
        .map(row -> ObjectRows.ledger(row, age));
  }
}
