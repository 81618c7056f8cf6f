package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.EachInTurn;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.HashMemory;
import io.twinlake.validation.ObjectJob;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Reads the hashes that an earlier fingerprint remembers, in one pass. */
final class RememberedTask extends ObjectTask<String, Row> {
  private static final long serialVersionUID = 1L;

  RememberedTask(ObjectJob job, TaskTraffic traffic) {
    super(job, traffic, "remember");
  }

  @Override
  Iterator<Row> run(Iterator<String> memories, TaskContext task, RequestMeter meter) {
    ObjectStore control = control(task, meter).open(job().control());
    EachInTurn<String, Row> rows =
        new EachInTurn<>(
            memories,
            memory -> HashMemory.rows(control, memory).map(row -> ObjectRows.remembered(row)));
    closeAfter(task, control);
    closeAfter(task, rows);
    return rows;
  }
}
