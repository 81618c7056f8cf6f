package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.Finding;
import io.twinlake.validation.ObjectComparison;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Pair;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Compares what lists saw, by name and length; hands on what is to be read. Asks no store. */
final class PairTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  PairTask(ObjectJob job, TaskTraffic traffic) {
    super(job, traffic, "pair");
  }

  @Override
  Iterator<Row> run(Iterator<Row> sorted, TaskContext task, RequestMeter meter) {
    ObjectReader source = source(task, meter);
    ObjectReader target = target(task, meter);
    ObjectComparison comparison = new ObjectComparison(job(), source, target, 1);
    closeAfter(task, comparison);
    PairReader pairs = new PairReader(sorted);
    return new FindingRows() {
      @Override
      boolean step() {
        if (!pairs.hasNext()) {
          return false;
        }
        Pair pair = pairs.next();
        Optional<Finding> known = comparison.byName(pair);
        if (known.isPresent()) {
          add(known.get());
        } else {
          add(ObjectRows.pair(pair, comparison.isLarge(pair)));
        }
        return true;
      }

      @Override
      long bytesRead() {
        return 0;
      }
    };
  }
}
