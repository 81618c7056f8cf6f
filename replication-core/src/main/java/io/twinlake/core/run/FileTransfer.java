package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.role.Roles;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableTransfer;
import io.twinlake.core.transfer.ObjectTransfer;
import io.twinlake.core.transfer.TargetConflictException;
import io.twinlake.core.transfer.Transferred;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Copies files of one dataset's tables, many at a time, in whatever JVM it is made. Each is bound
 * to its source's version and put where nothing is, so it is safe to copy one twice, also at once.
 * Failures of single files are results; a lost root is thrown. Writes no ledger rows.
 */
public final class FileTransfer implements AutoCloseable {
  /** Files between two looks at the role. */
  public static final int BATCH = 1000;

  private final DatasetJob job;
  private final ObjectStore source;
  private final ObjectStore target;
  private final ObjectStore control;
  private final ObjectTransfer transfer;
  private final RequestPool requests;
  private final boolean ownRequests;

  /** With requests of its own, as many at once as the job says. */
  public FileTransfer(DatasetJob job, Stores stores) {
    this(job, stores, new RequestPool(job.transfer().maxInFlight(), "twinlake-transfer"), true);
  }

  FileTransfer(DatasetJob job, Stores stores, RequestPool requests) {
    this(job, stores, requests, false);
  }

  private FileTransfer(DatasetJob job, Stores stores, RequestPool requests, boolean ownRequests) {
    this.job = job;
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
    this.control = stores.open(job.control());
    this.transfer = new ObjectTransfer(source, target, job.transfer());
    this.requests = requests;
    this.ownRequests = ownRequests;
  }

  /**
   * Copies one batch, after a look at the role. Results are in the order of {@code files}.
   *
   * @param progress told of each file as it ends, from many threads
   */
  public List<FileResult> run(List<TableFile> files, BiConsumer<Long, Long> progress) {
    Optional<String> stopped = whyStopped();
    return stopped.isPresent()
        ? files.stream().map(file -> FileResult.stopped(file, stopped.get())).toList()
        : requests.each(
            files,
            file -> {
              FileResult result = copy(file);
              progress.accept(1L, file.source().sizeBytes());
              return result;
            });
  }

  /** Why nothing may be written any more, if that is so. */
  Optional<String> whyStopped() {
    try {
      new Roles(new ControlDocuments(control)).require(job.epoch());
      return Optional.empty();
    } catch (RoleRefusedException e) {
      return Optional.of(e.getMessage());
    }
  }

  FileResult copy(TableFile file) {
    return attempted(
        file,
        () -> FileResult.done(file, transfer.transfer(file.source(), at(file), Expected.absent())));
  }

  /** Does {@code copying}, and makes a result of what it throws. */
  FileResult attempted(TableFile file, Supplier<FileResult> copying) {
    try {
      try {
        return copying.get();
      } catch (TargetConflictException e) {
        return ifEqual(file)
            .orElseGet(
                () -> FileResult.failed(file, TableTransfer.Result.CONFLICT, e.getMessage()));
      }
    } catch (VersionChangedException e) {
      return FileResult.failed(
          file,
          e.isGone() || source.find(file.source().path()).isEmpty()
              ? TableTransfer.Result.GONE
              : TableTransfer.Result.CHANGED,
          e.getMessage());
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.ROOT_MISSING) {
        throw e;
      }
      return FileResult.failed(file, TableTransfer.Result.FAILED, e.getMessage());
    } catch (ReplicationException e) {
      return FileResult.failed(file, TableTransfer.Result.FAILED, e.getMessage());
    }
  }

  /** The same bytes under a mark of another version: after the roles were swapped, say. */
  private Optional<FileResult> ifEqual(TableFile file) {
    return target
        .find(at(file))
        .filter(there -> there.sizeBytes() == file.source().sizeBytes())
        .flatMap(there -> transfer.adoptIfEqual(file.source(), there))
        .map((Transferred same) -> FileResult.done(file, same));
  }

  ObjectTransfer transfer() {
    return transfer;
  }

  ObjectStore target() {
    return target;
  }

  /** Where a file belongs at the target. */
  ObjectPath at(TableFile file) {
    return job.dataset().directory().resolve(file.target());
  }

  @Override
  public void close() {
    if (ownRequests) {
      requests.close();
    }
    source.close();
    target.close();
    control.close();
  }
}
