package io.twinlake.jobs.spark;

import io.twinlake.core.plan.ActionCodec;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.BatchTransfer;
import io.twinlake.core.run.Batches;
import io.twinlake.core.run.Claims;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Wave;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * Transfers its share of a wave, batch by batch. What a batch copied is claimed on the control root
 * before the next begins, so that nothing is copied twice should the run die.
 *
 * <p>Safe to run twice, also at once: what the twin has written is recognised as our copy and
 * adopted.
 */
final class TransferTask extends StoreTask<String, Row> {
  private static final long serialVersionUID = 1L;

  private final Wave wave;
  private final int tasksPerJvm;
  private final TransferCounters counters;

  TransferTask(
      DatasetJob job, TaskTraffic traffic, Wave wave, int tasksPerJvm, TransferCounters counters) {
    super(job, traffic, "transfer");
    this.wave = wave;
    this.tasksPerJvm = tasksPerJvm;
    this.counters = counters;
  }

  @Override
  Iterator<Row> run(Iterator<String> share, Stores stores, TaskContext task) {
    List<PlanAction> actions = new ArrayList<>();
    share.forEachRemaining(line -> actions.add(ActionCodec.decode(line)));
    actions.sort(Comparator.comparing(PlanAction::path));
    if (actions.isEmpty()) {
      return List.<Row>of().iterator();
    }
    ObjectStore control = stores.open(job().control());
    closeAfter(task, control);
    BatchTransfer transfer = new BatchTransfer(job().sharedBy(tasksPerJvm), stores);
    closeAfter(task, transfer);
    NumberedBatches batches = new NumberedBatches(new Batches(actions.iterator()));
    return new EachInTurn<>(
        batches,
        batch -> {
          BatchTransfer.Result result = transfer.run(batch.actions(), wave, counters::add);
          if (!result.rows().isEmpty()) {
            new Claims(control).put(job().run(), claim(task, batch.number()), result.rows());
          }
          return Stream.concat(
              result.rows().stream().map(LedgerRows::of),
              Stream.of(LedgerRows.of(result.outcome())));
        });
  }

  private String claim(TaskContext task, int batch) {
    return "%s-%d-%d-%d"
        .formatted(job().dataset().name(), wave.markers() ? 1 : 0, task.partitionId(), batch);
  }

  private record Batch(int number, List<PlanAction> actions) {}

  private static final class NumberedBatches implements Iterator<Batch> {
    private final Batches batches;
    private int number;

    NumberedBatches(Batches batches) {
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public Batch next() {
      return new Batch(number++, batches.next());
    }
  }
}
