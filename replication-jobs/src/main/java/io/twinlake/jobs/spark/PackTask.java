package io.twinlake.jobs.spark;

import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Wave;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Names the task that each action of a wave goes to. */
final class PackTask implements PairFlatMapFunction<Iterator<Row>, Integer, String> {
  private static final long serialVersionUID = 1L;

  private final DatasetJob job;
  private final Wave wave;
  private final Packing packing;

  PackTask(DatasetJob job, Wave wave, Packing packing) {
    this.job = job;
    this.wave = wave;
    this.packing = packing;
  }

  @Override
  public Iterator<Tuple2<Integer, String>> call(Iterator<Row> plan) {
    int partition = TaskContext.getPartitionId();
    long[] ahead = {0};
    return TaskFailures.guard(
        new EachInTurn<>(
            plan,
            row -> {
              if (!PlanRows.isAction(row)) {
                return Stream.empty();
              }
              PlanAction action = PlanRows.action(row);
              if (!wave.takes(action, job.dataset().ready())) {
                return Stream.empty();
              }
              int task = packing.task(partition, ahead[0]);
              ahead[0] += Load.weight(action);
              return Stream.of(new Tuple2<>(task, PlanRows.text(row)));
            }));
  }
}
