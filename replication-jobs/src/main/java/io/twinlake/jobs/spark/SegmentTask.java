package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * Writes the rows of its partition, which are sorted, as one segment. The attempt is part of its
 * name, so that a task that runs twice writes two: the driver takes that of the one that won, and
 * the other is removed as every segment that no point names.
 */
final class SegmentTask extends StoreTask<Row, String> {
  private static final long serialVersionUID = 1L;

  SegmentTask(DatasetJob job, TaskTraffic traffic) {
    super(job, traffic, "segments");
  }

  @Override
  Iterator<String> run(Iterator<Row> rows, Stores stores, TaskContext task) {
    if (!rows.hasNext()) {
      return List.<String>of().iterator();
    }
    try (ObjectStore control = stores.open(job().control())) {
      Segment segment =
          new Segments(control, List.of(JsonLines.FORMAT, ParquetSegments.FORMAT))
              .write(
                  ControlPaths.segment(
                      job().point(),
                      job().run() + "-" + task.taskAttemptId(),
                      task.partitionId() + 1,
                      ParquetSegments.FORMAT),
                  ParquetSegments.FORMAT,
                  new EachInTurn<>(rows, row -> Stream.of(LedgerRows.ledgerRow(row))),
                  job().point(),
                  false);
      return List.of(LedgerTask.encode(segment)).iterator();
    }
  }
}
