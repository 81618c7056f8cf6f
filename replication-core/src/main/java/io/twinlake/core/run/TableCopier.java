package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.role.Roles;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.History;
import io.twinlake.core.transfer.ObjectTransfer;
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

/**
 * Copies the files of one dataset's tables. Safe for several tables at once. The role is read
 * before each batch; what was copied inside a service is seen before it counts.
 */
final class TableCopier implements AutoCloseable {
  private static final int BATCH = 1000;

  private final DatasetJob job;
  private final ObjectStore source;
  private final ObjectStore target;
  private final ObjectStore control;
  private final ObjectStore historyStore;
  private final ObjectTransfer transfer;
  private final History history;
  private final RequestPool requests;
  private final BiConsumer<Long, Long> progress;
  private final Clock clock = Clock.systemUTC();
  private final TransferOutcome outcome = new TransferOutcome();

  /** By path: what is met twice in a run, as its table was looked at anew, is one row. */
  private final Map<ObjectPath, LedgerRow> rows = new TreeMap<>();

  TableCopier(
      DatasetJob job, Stores stores, RequestPool requests, BiConsumer<Long, Long> progress) {
    this.job = job;
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
    this.control = stores.open(job.control());
    this.historyStore = stores.open(job.history());
    this.transfer = new ObjectTransfer(source, target, job.transfer());
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

  /** One file on its way. */
  private record Attempt(
      TableFile file,
      TableTransfer.Result result,
      String message,
      Optional<Transferred> done,
      Optional<String> kept) {

    static Attempt failed(TableFile file, TableTransfer.Result result, String message) {
      return new Attempt(file, result, message, Optional.empty(), Optional.empty());
    }

    boolean insideService() {
      return done.filter(d -> d.route().isInsideService() && !d.adopted()).isPresent();
    }

    TableTransfer.Outcome outcome() {
      return new TableTransfer.Outcome(file, result, message);
    }
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
    public List<Outcome> copy(List<TableFile> files, long listed) {
      List<Attempt> attempts = new ArrayList<>();
      for (int from = 0; from < files.size(); from += BATCH) {
        List<TableFile> batch = files.subList(from, Math.min(files.size(), from + BATCH));
        Optional<String> stopped = whyStopped();
        attempts.addAll(
            stopped.isPresent()
                ? batch.stream().map(f -> Attempt.failed(f, Result.FAILED, stopped.get())).toList()
                : requests.each(batch, TableCopier.this::once));
      }
      return settle(attempts, listed);
    }

    @Override
    public List<Outcome> copyInOrder(List<TableFile> files) {
      List<Attempt> attempts = new ArrayList<>();
      for (TableFile file : files) {
        Optional<String> stopped =
            attempts.size() % BATCH == 0 ? whyStopped() : Optional.<String>empty();
        Attempt attempt =
            stopped
                .map(why -> Attempt.failed(file, Result.FAILED, why))
                .orElseGet(() -> once(file));
        attempts.add(attempt);
        if (attempt.result() != Result.DONE) {
          break;
        }
      }
      return settle(attempts, attempts.size());
    }

    @Override
    public Outcome write(TableFile file, byte[] content) {
      Optional<String> stopped = whyStopped();
      return stopped.isPresent()
          ? new Outcome(file, Result.FAILED, stopped.get())
          : settle(List.of(attempted(file, () -> written(file, content))), 1).get(0);
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
      Attempt attempt = attempted(file, () -> replaced(file, pointer));
      Outcome result = settle(List.of(attempt), 1).get(0);
      if (result.isDone()) {
        pointer = row(file.target());
      }
      return result;
    }
  }

  private Optional<String> whyStopped() {
    try {
      new Roles(new ControlDocuments(control)).require(job.epoch());
      return Optional.empty();
    } catch (RoleRefusedException e) {
      fail(new Failure(job.dataset().name(), "tables", Failure.Kind.STOPPED, e.getMessage(), 0));
      return Optional.of(e.getMessage());
    }
  }

  private interface Copying {
    Attempt run();
  }

  private Attempt once(TableFile file) {
    Attempt attempt =
        attempted(
            file,
            () ->
                done(
                    file,
                    transfer.transfer(file.source(), at(file), Expected.absent()),
                    Optional.empty()));
    progress.accept(1L, file.source().sizeBytes());
    return attempt;
  }

  private Attempt attempted(TableFile file, Copying copying) {
    try {
      try {
        return copying.run();
      } catch (TargetConflictException e) {
        return ifEqual(file)
            .orElseGet(() -> Attempt.failed(file, TableTransfer.Result.CONFLICT, e.getMessage()));
      }
    } catch (VersionChangedException e) {
      return Attempt.failed(
          file,
          e.isGone() || source.find(file.source().path()).isEmpty()
              ? TableTransfer.Result.GONE
              : TableTransfer.Result.CHANGED,
          e.getMessage());
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.ROOT_MISSING) {
        throw e;
      }
      return Attempt.failed(file, TableTransfer.Result.FAILED, e.getMessage());
    } catch (ReplicationException e) {
      return Attempt.failed(file, TableTransfer.Result.FAILED, e.getMessage());
    }
  }

  /** The same bytes under a mark of another version: after the roles were swapped, say. */
  private Optional<Attempt> ifEqual(TableFile file) {
    return target
        .find(at(file))
        .filter(there -> there.sizeBytes() == file.source().sizeBytes())
        .flatMap(there -> transfer.adoptIfEqual(file.source(), there))
        .map(same -> done(file, same, Optional.empty()));
  }

  private Attempt replaced(TableFile file, Optional<LedgerRow> last) {
    Optional<ObjectEntry> there = target.find(at(file));
    if (there.isEmpty()) {
      return done(
          file, transfer.transfer(file.source(), at(file), Expected.absent()), Optional.empty());
    }
    if (there.get().sizeBytes() == file.source().sizeBytes()) {
      Optional<Transferred> same = transfer.adoptIfEqual(file.source(), there.get());
      if (same.isPresent()) {
        return done(file, same.get(), Optional.empty());
      }
    }
    boolean ours =
        there.get().metadata().sourceVersion().isPresent()
            || last.filter(row -> row.targetVersion().equals(there.get().version())).isPresent();
    if (!ours) {
      throw new TargetConflictException(
          at(file),
          last.map(row -> Expected.version(row.targetVersion())).orElseGet(Expected::absent),
          there);
    }
    String kept = history.keep(there.get(), job.point(), job.dataset().name(), file.target());
    return done(
        file,
        transfer.transfer(file.source(), at(file), Expected.version(there.get().version())),
        Optional.of(kept));
  }

  /** Without our mark, which would say that the bytes are the source's. */
  private Attempt written(TableFile file, byte[] content) {
    ObjectPath at = at(file);
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
        return Attempt.failed(file, TableTransfer.Result.CONFLICT, e.getMessage());
      }
      adopted = true;
    }
    return done(
        file,
        new Transferred(there, Proof.LENGTH, Optional.empty(), Route.STREAMED, adopted),
        Optional.empty());
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

  private static Attempt done(TableFile file, Transferred done, Optional<String> kept) {
    return new Attempt(file, TableTransfer.Result.DONE, "", Optional.of(done), kept);
  }

  private ObjectPath at(TableFile file) {
    return job.dataset().directory().resolve(file.target());
  }

  /** Sees what the service copied by itself, and counts. */
  private List<TableTransfer.Outcome> settle(List<Attempt> attempts, long listed) {
    Sighting sighting = new Sighting(target, requests);
    sighting.look(
        attempts.stream()
            .filter(Attempt::insideService)
            .map(a -> a.done().orElseThrow().target().path())
            .toList(),
        listed);
    List<TableTransfer.Outcome> outcomes = new ArrayList<>();
    for (Attempt attempt : attempts) {
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

  private synchronized void count(Attempt attempt, Transferred done) {
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
    source.close();
    target.close();
    control.close();
    historyStore.close();
  }
}
