package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.ObjectComparison;
import io.twinlake.validation.ObjectJob;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Hashes parts of large objects, many at once. Holds one line for each. */
final class RangeTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final int threads;

  RangeTask(ObjectJob job, TaskTraffic traffic, int threads) {
    super(job, traffic, "hash");
    this.threads = threads;
  }

  @Override
  Iterator<Row> run(Iterator<Row> in, TaskContext task, RequestMeter meter) {
    ObjectReader source = source(task, meter);
    ObjectReader target = target(task, meter);
    List<Row> out = new ArrayList<>();
    try (ObjectComparison comparison = new ObjectComparison(job(), source, target, threads)) {
      comparison.each(
          in,
          row ->
              ObjectRows.answer(row, comparison.hash(ObjectRows.pair(row), ObjectRows.part(row))),
          out::add);
    }
    return out.iterator();
  }
}
