package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.LargePair;
import io.twinlake.validation.ObjectComparison;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * Composes the hashes of large objects of those of their parts, which come sorted by path, behind
 * the pair that they belong to. One that changed meanwhile is looked up and handed on.
 */
final class ComposeTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final boolean lastTime;

  /**
   * @param lastTime whether what has changed again is moving
   */
  ComposeTask(ObjectJob job, TaskTraffic traffic, boolean lastTime) {
    super(job, traffic, "compose");
    this.lastTime = lastTime;
  }

  @Override
  Iterator<Row> run(Iterator<Row> sorted, TaskContext task, RequestMeter meter) {
    ObjectReader source = source(task, meter);
    ObjectReader target = target(task, meter);
    ObjectComparison comparison = new ObjectComparison(job(), source, target, 1);
    closeAfter(task, comparison);
    return new FindingRows() {
      private Row ahead = sorted.hasNext() ? sorted.next() : null;
      private long bytes;

      @Override
      boolean step() {
        if (ahead == null) {
          return false;
        }
        Pair pair = ObjectRows.pair(ahead);
        byte[] path = ahead.getAs(1);
        List<LargePair.Answer> answers = new ArrayList<>();
        for (advance(); ahead != null && Arrays.equals(path, ahead.getAs(1)); advance()) {
          LargePair.Answer answer = ObjectRows.answer(ahead);
          answers.add(answer);
          bytes += answer.bytesRead();
        }
        LargePair.Next next = comparison.judge(pair, answers, lastTime);
        next.finding().ifPresent(this::add);
        next.again().ifPresent(again -> add(ObjectRows.pair(again, true)));
        return true;
      }

      private void advance() {
        ahead = sorted.hasNext() ? sorted.next() : null;
      }

      @Override
      long bytesRead() {
        return bytes;
      }
    };
  }
}
