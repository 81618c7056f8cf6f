package io.twinlake.jobs.spark;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Decider;
import io.twinlake.core.run.Wave;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Lets core judge each action by what the whole listing revealed, and weighs what remains. */
final class JudgeTask implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1L;

  private final DatasetJob job;
  private final Broadcast<byte[]> findings;

  JudgeTask(DatasetJob job, Broadcast<byte[]> findings) {
    this.job = job;
    this.findings = findings;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> decided) {
    int partition = TaskContext.getPartitionId();
    Findings all = Parcel.unpack(findings.value(), Findings.class);
    Tally tally = new Tally();
    Load[] loads = {Load.NONE, Load.NONE};
    return TaskFailures.guard(
        new SummedRows(
            () -> {
              while (decided.hasNext()) {
                Row row = decided.next();
                if (PlanRows.isAction(row)) {
                  Optional<PlanAction> action =
                      Decider.judge(PlanRows.action(row), job, all, tally);
                  if (action.isPresent()) {
                    weigh(action.get(), loads);
                    return action.map(PlanRows::of);
                  }
                }
              }
              return Optional.empty();
            },
            () ->
                new PartSummary(
                    partition, tally, new Findings(), Tally.Count.NONE, loads[0], loads[1])));
  }

  private void weigh(PlanAction action, Load[] loads) {
    Wave[] waves = {Wave.data(), Wave.markers(new PrefixSet())};
    for (int wave = 0; wave < waves.length; wave++) {
      if (waves[wave].takes(action, job.dataset().ready())) {
        loads[wave] = loads[wave].plus(action, LargePart.mayBe(action, job));
      }
    }
  }
}
