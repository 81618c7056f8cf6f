package io.twinlake.core.run;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.role.Roles;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.History;
import io.twinlake.core.transfer.ObjectTransfer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transfers batches of one dataset, many objects at a time, in whatever JVM it is made. The role is
 * read before each batch. What was copied inside a service is seen in one listing of the touched
 * prefixes after it, so that no object costs a request of its own.
 */
public final class BatchTransfer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchTransfer.class);

  /** How long requests that are under way may take to end with their run. */
  private static final Duration LONGEST_END = Duration.ofMinutes(1);

  /**
   * What a batch did.
   *
   * @param outcome its counts and failures
   * @param rows the ledger rows of what is now at the target
   */
  public record Result(TransferOutcome outcome, List<LedgerRow> rows) {}

  private final DatasetJob job;
  private final ObjectStore source;
  private final ObjectStore target;
  private final ObjectStore control;
  private final ObjectStore historyStore;
  private final PathTransfer paths;
  private final ExecutorService workers;

  public BatchTransfer(DatasetJob job, Stores stores) {
    this.job = job;
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
    this.control = stores.open(job.control());
    this.historyStore = stores.open(job.history());
    ObjectTransfer transfer =
        new ObjectTransfer(source, target, job.transfer(), job.dataset().replace());
    this.paths =
        new PathTransfer(
            job,
            source,
            target,
            transfer,
            new History(target, historyStore, job.transfer()),
            Clock.systemUTC());
    this.workers =
        Executors.newFixedThreadPool(
            job.transfer().maxInFlight(),
            task -> {
              Thread thread = new Thread(task, "twinlake-transfer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Transfers one batch. Failures of single paths are in the result; a lost role or root is thrown.
   */
  public Result run(List<PlanAction> batch, Wave wave, BiConsumer<Long, Long> progress) {
    TransferOutcome outcome = new TransferOutcome();
    List<PlanAction> actions = new ArrayList<>();
    for (PlanAction action : batch) {
      if (wave.holdsBack(action)) {
        outcome.addSkipped(
            new PlanAction.Skip(action.path(), action.bytes(), Reason.BESIDE_FAILED));
      } else {
        actions.add(action);
      }
    }
    try {
      new Roles(new ControlDocuments(control)).require(job.epoch());
    } catch (RoleRefusedException e) {
      for (PlanAction action : actions) {
        outcome.addFailure(
            new Failure(
                job.dataset().name(),
                action.path().value(),
                Failure.Kind.STOPPED,
                e.getMessage(),
                action.bytes()));
      }
      return new Result(outcome, List.of());
    }
    List<PathResult> results = runAll(actions, progress);
    return new Result(outcome, settle(results, outcome));
  }

  private List<PathResult> runAll(List<PlanAction> actions, BiConsumer<Long, Long> progress) {
    List<Future<PathResult>> running = new ArrayList<>();
    for (PlanAction action : actions) {
      running.add(
          workers.submit(
              () -> {
                PathResult result = paths.run(action);
                progress.accept(1L, action.bytes());
                return result;
              }));
    }
    List<PathResult> results = new ArrayList<>();
    try {
      for (Future<PathResult> future : running) {
        results.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while transferring", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      running.forEach(f -> f.cancel(true));
    }
    return results;
  }

  /** Sees what the service copied, and counts. */
  private List<LedgerRow> settle(List<PathResult> results, TransferOutcome outcome) {
    Map<ObjectPath, ObjectEntry> seen = see(results);
    List<LedgerRow> rows = new ArrayList<>();
    for (PathResult result : results) {
      result.failure().ifPresent(outcome::addFailure);
      result.skip().ifPresent(outcome::addSkipped);
      if (result.row().isEmpty()) {
        continue;
      }
      LedgerRow row = result.row().get();
      if (result.insideService() && !isAsCopied(row, seen.get(row.path()))) {
        outcome.addFailure(
            new Failure(
                row.dataset(),
                row.path().value(),
                Failure.Kind.CORRUPTED,
                "%s was copied inside the service, but the target now lists %s instead of %d bytes as version %s. The next run looks again."
                    .formatted(
                        row.path(),
                        shown(seen.get(row.path())),
                        row.sourceSize(),
                        row.targetVersion()),
                row.sourceSize()));
        continue;
      }
      outcome.addChange(result.change());
      if (result.adopted()) {
        outcome.addAdopted(row.sourceSize(), row.proof());
      } else if (row.isPut()) {
        outcome.addCopied(row.sourceSize(), row.proof(), result.insideService());
      }
      rows.add(row);
    }
    return rows;
  }

  private Map<ObjectPath, ObjectEntry> see(List<PathResult> results) {
    List<ObjectPath> copied =
        results.stream()
            .filter(PathResult::insideService)
            .flatMap(r -> r.row().stream())
            .map(LedgerRow::path)
            .toList();
    Map<ObjectPath, ObjectEntry> seen = new TreeMap<>();
    ObjectPrefix directory = job.dataset().directory();
    Set<ObjectPrefix> directories =
        copied.stream().map(ObjectPath::directory).collect(Collectors.toSet());
    if (directories.size() <= Batches.MOST_LISTINGS) {
      for (ObjectPrefix touched : directories) {
        target
            .listLevel(directory.resolve(touched))
            .objects()
            .forEach(e -> seen.put(directory.relativize(e.path()), e));
      }
      return seen;
    }
    for (ObjectPrefix prefix : TouchedPrefixes.of(copied, Batches.MOST_LISTINGS)) {
      try (Stream<ObjectEntry> entries = DatasetListing.of(target, directory, prefix)) {
        entries.forEach(e -> seen.put(e.path(), e));
      }
    }
    return seen;
  }

  private static boolean isAsCopied(LedgerRow row, ObjectEntry seen) {
    return seen != null
        && seen.sizeBytes() == row.sourceSize()
        && seen.version().equals(row.targetVersion());
  }

  private static String shown(ObjectEntry seen) {
    return seen == null
        ? "nothing"
        : "%d bytes as version %s".formatted(seen.sizeBytes(), seen.version());
  }

  /** A run that has ended writes nothing more: what is under way is waited for. */
  private void stopWorkers() {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Transfers of {} were still under way when its run ended", job.dataset().name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopWorkers();
    source.close();
    target.close();
    control.close();
    historyStore.close();
  }
}
