package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.ObjectComparison;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Pair;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Reads pairs on both sides and compares their hashes, many at once. */
final class ReadTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final int threads;

  ReadTask(ObjectJob job, TaskTraffic traffic, int threads) {
    super(job, traffic, "read");
    this.threads = threads;
  }

  @Override
  Iterator<Row> run(Iterator<Row> in, TaskContext task, RequestMeter meter) {
    ObjectReader source = source(task, meter);
    ObjectReader target = target(task, meter);
    ObjectComparison comparison = new ObjectComparison(job(), source, target, threads);
    closeAfter(task, comparison);
    Iterator<Pair> pairs =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return in.hasNext();
          }

          @Override
          public Pair next() {
            return ObjectRows.pair(in.next());
          }
        };
    return new FindingRows() {
      @Override
      boolean step() {
        boolean any = pairs.hasNext();
        if (any) {
          comparison.byBytes(pairs, this::add);
        }
        return any;
      }

      @Override
      long bytesRead() {
        return comparison.bytesRead();
      }
    };
  }
}
