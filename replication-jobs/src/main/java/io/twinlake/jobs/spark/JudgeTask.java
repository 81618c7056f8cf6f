package io.twinlake.jobs.spark;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Decider;
import io.twinlake.core.run.Forecaster;
import io.twinlake.core.run.Wave;
import io.twinlake.core.store.Stores;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Lets core judge each action by what the whole listing revealed, weighs what remains, and
 * forecasts what that asks of services. Opens stores for what they can do, and asks them nothing.
 */
final class JudgeTask extends StoreTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> findings;

  JudgeTask(DatasetJob job, TaskTraffic traffic, Broadcast<byte[]> findings) {
    super(job, traffic, "judge");
    this.findings = findings;
  }

  @Override
  Iterator<Row> run(Iterator<Row> decided, Stores stores, TaskContext task) {
    int partition = task.partitionId();
    Forecaster forecaster = new Forecaster(job(), stores);
    closeAfter(task, forecaster);
    Findings all = Parcel.unpack(findings.value(), Findings.class);
    Tally tally = new Tally();
    Load[] loads = {Load.NONE, Load.NONE};
    return new SummedRows(
        () -> {
          while (decided.hasNext()) {
            Row row = decided.next();
            if (PlanRows.isAction(row)) {
              Optional<PlanAction> action = Decider.judge(PlanRows.action(row), job(), all, tally);
              if (action.isPresent()) {
                forecaster.add(action.get());
                weigh(action.get(), loads);
                return action.map(PlanRows::of);
              }
            }
          }
          return Optional.empty();
        },
        () ->
            new PartSummary(
                partition,
                tally,
                new Findings(),
                Tally.Count.NONE,
                loads[0],
                loads[1],
                forecaster.forecast()));
  }

  private void weigh(PlanAction action, Load[] loads) {
    Wave[] waves = {Wave.data(), Wave.markers(new PrefixSet())};
    for (int wave = 0; wave < waves.length; wave++) {
      if (waves[wave].takes(action, job().dataset().ready())) {
        loads[wave] = loads[wave].plus(action, LargePart.mayBe(action, job()));
      }
    }
  }
}
