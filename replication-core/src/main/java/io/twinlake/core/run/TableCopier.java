package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.History;
import io.twinlake.core.transfer.Route;
import io.twinlake.core.transfer.TargetConflictException;
import io.twinlake.core.transfer.Transferred;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Copies the files of one dataset's tables. Safe for several tables at once. The role is read
 * before each batch; what was copied inside a service is seen before it counts.
 */
final class TableCopier implements AutoCloseable {
  private static final int BATCH = FileTransfer.BATCH;

  /** So many files are not worth a job on a cluster. */
  private static final int FEW = 100;

  private final DatasetJob job;
  private final ObjectStore target;
  private final ObjectStore historyStore;
  private final FileTransfer files;
  private final Optional<Supplier<ClusterEngine>> cluster;
  private final History history;
  private final RequestPool requests;
  private final BiConsumer<Long, Long> progress;
  private final Clock clock = Clock.systemUTC();
  private final TransferOutcome outcome = new TransferOutcome();

  /** By path: what is met twice in a run, as its table was looked at anew, is one row. */
  private final Map<ObjectPath, LedgerRow> rows = new TreeMap<>();

  /**
   * @param cluster where many files are copied, if the dataset is worth it
   */
  TableCopier(
      DatasetJob job,
      Stores stores,
      RequestPool requests,
      Optional<Supplier<ClusterEngine>> cluster,
      BiConsumer<Long, Long> progress) {
    this.job = job;
    this.files = new FileTransfer(job, stores, requests);
    this.target = files.target();
    this.historyStore = stores.open(job.history());
    this.cluster = cluster;
    this.history = new History(target, historyStore, job.transfer());
    this.requests = requests;
    this.progress = progress;
  }

  /** Copies for one table, whose replaced file has the ledger row {@code pointer} so far. */
  OfTable forTable(Optional<String> pointer) {
    return new OfTable(pointer);
  }

  /** What was copied, counted; without how the dataset's totals change. */
  synchronized TransferOutcome outcome() {
    return outcome;
  }

  /** The ledger rows of what is at the target now. */
  synchronized List<LedgerRow> rows() {
    return List.copyOf(rows.values());
  }

  private synchronized Optional<LedgerRow> row(ObjectPath path) {
    return Optional.ofNullable(rows.get(path));
  }

  synchronized void fail(Failure failure) {
    outcome.addFailure(failure);
  }

  /** The transfer that a table is given. */
  final class OfTable implements TableTransfer {
    private Optional<LedgerRow> pointer;

    OfTable(Optional<String> pointer) {
      this.pointer = pointer.map(line -> RowCodec.decode(line, "What was recorded of a table"));
    }

    /** The ledger row of the replaced file, for the next run. */
    Optional<String> pointer() {
      return pointer.map(RowCodec::encode);
    }

    @Override
    public List<Outcome> copy(List<TableFile> wanted, long listed) {
      List<FileResult> results =
          cluster.isPresent() && wanted.size() > FEW
              ? cluster.get().get().copyFiles(job, wanted, progress)
              : copyHere(wanted);
      results.stream().filter(FileResult::stopped).findFirst().ifPresent(r -> stop(r.message()));
      return settle(results, listed);
    }

    @Override
    public List<Outcome> copyInOrder(List<TableFile> wanted) {
      List<FileResult> results = new ArrayList<>();
      for (TableFile file : wanted) {
        Optional<String> stopped =
            results.size() % BATCH == 0 ? whyStopped() : Optional.<String>empty();
        FileResult result =
            stopped.map(why -> FileResult.stopped(file, why)).orElseGet(() -> once(file));
        results.add(result);
        if (!result.isDone()) {
          break;
        }
      }
      return settle(results, results.size());
    }

    @Override
    public Outcome write(TableFile file, byte[] content) {
      Optional<String> stopped = whyStopped();
      return stopped.isPresent()
          ? new Outcome(file, Result.FAILED, stopped.get())
          : settle(List.of(files.attempted(file, () -> written(file, content))), 1).get(0);
    }

    @Override
    public Outcome replace(TableFile file) {
      Optional<String> stopped = whyStopped();
      if (stopped.isPresent()) {
        return new Outcome(file, Result.FAILED, stopped.get());
      }
      if (pointer.filter(row -> row.sourceVersion().equals(file.source().version())).isPresent()) {
        return new Outcome(file, Result.DONE, "");
      }
      FileResult replaced = files.attempted(file, () -> replaced(file, pointer));
      Outcome result = settle(List.of(replaced), 1).get(0);
      if (result.isDone()) {
        pointer = row(file.target());
      }
      return result;
    }
  }

  private List<FileResult> copyHere(List<TableFile> wanted) {
    List<FileResult> results = new ArrayList<>();
    for (int from = 0; from < wanted.size(); from += BATCH) {
      results.addAll(
          files.run(wanted.subList(from, Math.min(wanted.size(), from + BATCH)), progress));
    }
    return results;
  }

  private Optional<String> whyStopped() {
    Optional<String> why = files.whyStopped();
    why.ifPresent(this::stop);
    return why;
  }

  private void stop(String why) {
    fail(new Failure(job.dataset().name(), "tables", Failure.Kind.STOPPED, why, 0));
  }

  private FileResult once(TableFile file) {
    FileResult result = files.copy(file);
    progress.accept(1L, file.source().sizeBytes());
    return result;
  }

  private FileResult replaced(TableFile file, Optional<LedgerRow> last) {
    Optional<ObjectEntry> there = target.find(files.at(file));
    if (there.isEmpty()) {
      return files.copy(file);
    }
    if (there.get().sizeBytes() == file.source().sizeBytes()) {
      Optional<Transferred> same = files.transfer().adoptIfEqual(file.source(), there.get());
      if (same.isPresent()) {
        return FileResult.done(file, same.get());
      }
    }
    boolean ours =
        there.get().metadata().sourceVersion().isPresent()
            || last.filter(row -> row.targetVersion().equals(there.get().version())).isPresent();
    if (!ours) {
      throw new TargetConflictException(
          files.at(file),
          last.map(row -> Expected.version(row.targetVersion())).orElseGet(Expected::absent),
          there);
    }
    String kept = history.keep(there.get(), job.point(), job.dataset().name(), file.target());
    return FileResult.done(
            file,
            files
                .transfer()
                .transfer(file.source(), files.at(file), Expected.version(there.get().version())))
        .keeping(kept);
  }

  /** Without our mark, which would say that the bytes are the source's. */
  private FileResult written(TableFile file, byte[] content) {
    ObjectPath at = files.at(file);
    ObjectEntry there;
    boolean adopted = false;
    try {
      there =
          target.write(
              at,
              new ByteArrayInputStream(content),
              content.length,
              ObjectMetadata.NONE,
              Expected.absent());
    } catch (PreconditionFailedException e) {
      there = target.find(at).filter(found -> holds(found, content)).orElse(null);
      if (there == null) {
        return FileResult.failed(file, TableTransfer.Result.CONFLICT, e.getMessage());
      }
      adopted = true;
    }
    return FileResult.done(
        file, new Transferred(there, Proof.LENGTH, Optional.empty(), Route.STREAMED, adopted));
  }

  private boolean holds(ObjectEntry found, byte[] content) {
    if (found.sizeBytes() != content.length) {
      return false;
    }
    try (InputStream in =
        target.read(found.path(), ByteRange.whole(found.sizeBytes()), found.version())) {
      return Arrays.equals(in.readAllBytes(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sees what the service copied by itself, and counts. */
  private List<TableTransfer.Outcome> settle(List<FileResult> attempts, long listed) {
    Sighting sighting = new Sighting(target, requests);
    sighting.look(
        attempts.stream()
            .filter(FileResult::insideService)
            .map(a -> a.done().orElseThrow().target().path())
            .toList(),
        listed);
    List<TableTransfer.Outcome> outcomes = new ArrayList<>();
    for (FileResult attempt : attempts) {
      Optional<String> wrong =
          attempt.insideService()
              ? sighting.problem(attempt.done().orElseThrow().target())
              : Optional.empty();
      if (wrong.isPresent()) {
        outcomes.add(
            new TableTransfer.Outcome(attempt.file(), TableTransfer.Result.FAILED, wrong.get()));
      } else {
        attempt.done().ifPresent(done -> count(attempt, done));
        outcomes.add(attempt.outcome());
      }
    }
    return outcomes;
  }

  private synchronized void count(FileResult attempt, Transferred done) {
    if (done.adopted() && rows.containsKey(attempt.file().target())) {
      return;
    }
    long bytes = attempt.file().source().sizeBytes();
    if (done.adopted()) {
      outcome.addAdopted(bytes, done.proof());
    } else {
      outcome.addCopied(bytes, done.proof(), attempt.insideService());
    }
    ObjectEntry from = attempt.file().source();
    rows.put(
        attempt.file().target(),
        new LedgerRow(
            job.dataset().name(),
            attempt.file().target(),
            LedgerRow.Op.PUT,
            from.version(),
            from.sizeBytes(),
            job.listedAt(),
            done.target().version(),
            done.target().sizeBytes(),
            done.crc64(),
            done.proof(),
            attempt.kept(),
            job.point(),
            job.epoch(),
            clock.instant()));
  }

  @Override
  public void close() {
    files.close();
    historyStore.close();
  }
}
