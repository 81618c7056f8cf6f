package io.twinlake.jobs.spark;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.role.Roles;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.BlockPlan;
import io.twinlake.core.transfer.LargeObject;
import io.twinlake.core.transfer.ObjectTransfer;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages parts of large objects at the target, where they are invisible. The object's own transfer
 * finds its blocks there afterwards and has only to commit them: so one object uses the whole
 * cluster, and history and conflicts have their one place.
 *
 * <p>Blocks have the same ids in every run and are not staged again. A part that cannot be staged
 * is left to the object's transfer, which reports why. An object whose blocks were staged by others
 * is proven by its length, as nobody has hashed it as a whole.
 */
final class StageTask extends StoreTask<String, Long> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(StageTask.class);

  StageTask(DatasetJob job, TaskTraffic traffic) {
    super(job, traffic, "stage");
  }

  @Override
  Iterator<Long> run(Iterator<String> parts, Stores stores, TaskContext task) {
    ObjectStore source = stores.open(job().source());
    ObjectStore target = stores.open(job().target());
    ObjectStore control = stores.open(job().control());
    closeAfter(task, source);
    closeAfter(task, target);
    closeAfter(task, control);
    Roles roles = new Roles(new ControlDocuments(control));
    ObjectTransfer transfer = new ObjectTransfer(source, target, job().transfer());
    return new EachInTurn<>(
        parts, line -> Stream.of(stage(LargePart.decode(line), transfer, roles)));
  }

  /** How many blocks were staged. */
  private long stage(LargePart part, ObjectTransfer transfer, Roles roles) {
    ObjectEntry source = EntryCodec.decode(part.entry());
    try {
      roles.require(job().epoch());
      LargeObject large = transfer.large(source).orElseThrow();
      BlockPlan plan = large.plan(source);
      Set<Integer> there =
          large.staged(source, source.path(), plan).stream()
              .map(block -> block.block().index())
              .collect(Collectors.toSet());
      List<Integer> missing =
          Stream.iterate(part.first(), i -> i < part.end(), i -> i + 1)
              .filter(i -> !there.contains(i))
              .toList();
      missing.forEach(i -> large.stage(source, source.path(), plan.block(i)));
      return missing.size();
    } catch (ReplicationException e) {
      LOG.debug("Blocks of {} are left to its transfer: {}", source.path(), e.getMessage());
      return 0;
    }
  }
}
