package io.twinlake.jobs.spark;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Wave;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.LargeObject;
import io.twinlake.core.transfer.ObjectTransfer;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Finds the large objects of a wave and cuts them into parts for several tasks. No requests. */
final class CutTask extends StoreTask<Row, String> {
  private static final long serialVersionUID = 1L;

  private final Wave wave;

  CutTask(DatasetJob job, TaskTraffic traffic, Wave wave) {
    super(job, traffic, "cut");
    this.wave = wave;
  }

  @Override
  Iterator<String> run(Iterator<Row> plan, Stores stores, TaskContext task) {
    ObjectStore source = stores.open(job().source());
    ObjectStore target = stores.open(job().target());
    closeAfter(task, source);
    closeAfter(task, target);
    ObjectTransfer transfer = new ObjectTransfer(source, target, job().transfer());
    return new EachInTurn<>(plan, row -> parts(row, transfer));
  }

  private Stream<String> parts(Row row, ObjectTransfer transfer) {
    if (!PlanRows.isAction(row)) {
      return Stream.empty();
    }
    PlanAction action = PlanRows.action(row);
    if (!LargePart.mayBe(action, job())
        || !wave.takes(action, job().dataset().ready())
        || wave.holdsBack(action)) {
      return Stream.empty();
    }
    ObjectEntry planned = ((PlanAction.Copy) action).source();
    ObjectEntry source = planned.at(job().dataset().directory().resolve(planned.path()));
    int blocks = blocks(source, transfer);
    return blocks <= LargePart.BLOCKS
        ? Stream.empty()
        : IntStream.iterate(0, first -> first < blocks, first -> first + LargePart.BLOCKS)
            .mapToObj(
                first ->
                    new LargePart(
                            EntryCodec.encode(source),
                            first,
                            Math.min(blocks, first + LargePart.BLOCKS))
                        .encode());
  }

  /** None where the object is not written in blocks, or cannot be: its transfer says why. */
  private static int blocks(ObjectEntry source, ObjectTransfer transfer) {
    try {
      Optional<LargeObject> large = transfer.large(source);
      return large.map(l -> l.plan(source).count()).orElse(0);
    } catch (ReplicationException refused) {
      return 0;
    }
  }
}
