package io.twinlake.jobs.spark;

import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Seen;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Decider;
import io.twinlake.core.run.Forecast;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Lets core decide each path of a partition whose rows are sorted by path. */
final class DecideTask implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1L;

  private final DatasetJob job;

  DecideTask(DatasetJob job) {
    this.job = job;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> sorted) {
    int partition = TaskContext.getPartitionId();
    Decider decider = new Decider(job);
    Iterator<Seen> paths = SeenRows.byPath(sorted);
    return TaskFailures.guard(
        new SummedRows(
            () -> {
              while (paths.hasNext()) {
                Optional<PlanAction> action = decider.decide(paths.next());
                if (action.isPresent()) {
                  return action.map(PlanRows::of);
                }
              }
              return Optional.empty();
            },
            () ->
                new PartSummary(
                    partition,
                    decider.tally(),
                    decider.findings(),
                    decider.foreign(),
                    Load.NONE,
                    Load.NONE,
                    Forecast.NONE)));
  }
}
