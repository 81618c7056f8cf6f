package io.twinlake.delta;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableTransfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Makes versions visible at the target. Commits come one after the other, each where nothing is or
 * the same already is; a checkpoint comes whole, sidecars first, once its version is there; what
 * points to the newest checkpoint comes last. What is optional for readers never fails a table.
 */
final class LogPublisher {
  private static final long LONGEST_POINTER = 1 << 20;

  private final TableJob job;
  private final ObjectPrefix location;
  private final SourceLog log;
  private final VersionRange range;
  private final TableTransfer transfer;
  private final List<String> notes = new ArrayList<>();
  private long files;
  private long published;
  private long checkpoint;
  private final boolean rewritten;
  private Optional<TableTransfer.Outcome> failure = Optional.empty();
  private Optional<String> problem = Optional.empty();

  /**
   * @param published newest version at the target; -1 for none
   * @param checkpoint newest checkpoint at the target; -1 for none
   */
  LogPublisher(
      TableJob job,
      Standing standing,
      VersionRange range,
      long published,
      long checkpoint,
      TableTransfer transfer) {
    this.job = job;
    this.location = standing.location();
    this.log = standing.log();
    this.range = range;
    this.rewritten =
        range.steps().stream().anyMatch(VersionRange.Step::rewritten)
            || standing.memory().filter(DeltaMemory::isRewritten).isPresent();
    this.published = published;
    this.checkpoint = checkpoint;
    this.transfer = transfer;
  }

  void run() {
    if (!elsewhereIsThere() || (range.base().isPresent() && !publishBase(range.base().get()))) {
      return;
    }
    publishCommits();
    if (rewritten) {
      // Checkpoints, compactions and checksums have the source's names.
      return;
    }
    if (files > 0) {
      publishSummaries();
    }
    publishNewestCheckpoint();
  }

  /** The data of all tables of the run is at the target by now. */
  private boolean elsewhereIsThere() {
    List<String> names = List.copyOf(range.need().liveElsewhere());
    List<Callable<Boolean>> checks = new ArrayList<>();
    for (String name : names) {
      checks.add(() -> job.names().isAtTarget(name));
    }
    List<Boolean> there = job.requests().all(checks);
    for (int i = 0; i < names.size(); i++) {
      if (!there.get(i)) {
        problem =
            Optional.of(
                "it refers to %s at the target, which is not there. Nothing was published. Replicate what holds that file, before this table or in the same run."
                    .formatted(FilePath.shown(names.get(i))));
        return false;
      }
    }
    return true;
  }

  /** The checkpoint comes before its commit: without it that commit cannot be read. */
  private boolean publishBase(Base base) {
    return copied(files(base.sidecars()))
        && copied(files(base.files()))
        && notesCheckpoint(base.version());
  }

  private boolean notesCheckpoint(long version) {
    checkpoint = version;
    return true;
  }

  private boolean copied(List<TableFile> wanted) {
    Optional<TableTransfer.Outcome> first =
        wanted.isEmpty()
            ? Optional.empty()
            : transfer.copy(wanted, wanted.size()).stream().filter(o -> !o.isDone()).findFirst();
    if (first.isPresent()) {
      failure = first;
      return false;
    }
    files += wanted.size();
    return true;
  }

  private void publishCommits() {
    if (range.steps().isEmpty()) {
      return;
    }
    List<TableTransfer.Outcome> outcomes =
        rewritten ? writeInOrder() : transfer.copyInOrder(files(entries(range.steps())));
    for (int i = 0; i < outcomes.size(); i++) {
      if (!outcomes.get(i).isDone()) {
        failure = Optional.of(outcomes.get(i));
        return;
      }
      published = range.steps().get(i).version();
      files++;
    }
  }

  private static List<ObjectEntry> entries(List<VersionRange.Step> steps) {
    return steps.stream().map(VersionRange.Step::entry).toList();
  }

  /** Up to the first that is not done. */
  private List<TableTransfer.Outcome> writeInOrder() {
    WholePaths paths = new WholePaths(job);
    List<TableTransfer.Outcome> outcomes = new ArrayList<>();
    for (VersionRange.Step step : range.steps()) {
      TableTransfer.Outcome outcome =
          step.rewritten()
              ? transfer.write(
                  file(step.entry()),
                  paths.rewrite(WholePaths.bytes(job.source(), step.entry())).bytes())
              : transfer.copyInOrder(List.of(file(step.entry()))).get(0);
      outcomes.add(outcome);
      if (!outcome.isDone()) {
        return outcomes;
      }
    }
    return outcomes;
  }

  /** What writers say of published versions in short: checksums and compactions. */
  private void publishSummaries() {
    List<ObjectEntry> summaries = new ArrayList<>();
    long first = range.steps().get(0).version();
    summaries.addAll(checksums());
    for (SourceLog.Compacted compacted : log.compacted()) {
      boolean covered =
          compacted.name().to() >= first
              && compacted.name().to() <= published
              && compacted.name().version() >= range.base().map(Base::version).orElse(0L);
      if (covered) {
        summaries.add(compacted.entry());
      }
    }
    if (summaries.isEmpty()) {
      return;
    }
    long left =
        transfer.copy(files(summaries), summaries.size()).stream()
            .filter(
                outcome -> {
                  files += outcome.isDone() ? 1 : 0;
                  return !outcome.isDone();
                })
            .count();
    if (left > 0) {
      notes.add("%d checksums or compactions of the log were left out.".formatted(left));
    }
  }

  /** Those that say of their versions what the log says. Readers believe them. */
  private List<ObjectEntry> checksums() {
    List<ObjectEntry> entries = new ArrayList<>();
    List<Callable<Optional<String>>> checks = new ArrayList<>();
    for (VersionRange.Step step : range.steps()) {
      Optional<ObjectEntry> checksum =
          log.checksum(step.version()).filter(c -> step.version() <= published);
      if (checksum.isPresent()) {
        entries.add(checksum.get());
        checks.add(
            () -> ChecksumFile.problem(job.source(), checksum.get(), step.tableId(), step.live()));
      }
    }
    List<Optional<String>> problems = job.requests().all(checks);
    List<ObjectEntry> right = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (problems.get(i).isEmpty()) {
        right.add(entries.get(i));
      } else {
        notes.add(
            "%s was left out: %s.".formatted(entries.get(i).path().name(), problems.get(i).get()));
      }
    }
    return right;
  }

  private void publishNewestCheckpoint() {
    for (SourceLog.Checkpoint each : log.checkpoints()) {
      if (each.version() <= checkpoint) {
        break;
      }
      if (each.version() <= published && publish(each)) {
        break;
      }
    }
    log.pointer()
        .or(this::findPointer)
        .filter(pointer -> pointsToOurs(pointer))
        .map(pointer -> transfer.replace(file(pointer)))
        .ifPresent(
            outcome -> {
              if (outcome.isDone()) {
                files++;
              } else {
                notes.add("_last_checkpoint was left as it is: " + outcome.message());
              }
            });
  }

  private boolean publish(SourceLog.Checkpoint each) {
    try {
      if (!Base.isWhole(job, each)) {
        notes.add("Checkpoint %d is not whole and was passed over.".formatted(each.version()));
        return false;
      }
      List<ObjectEntry> sidecars = List.of();
      LogName name =
          LogName.of(each.files().get(0).path().name()).orElseThrow(IllegalStateException::new);
      if (name.hasUuid()) {
        sidecars =
            Base.sidecars(
                job, List.of(new CheckpointReader(job.source()).read(each.files().get(0))));
      }
      for (List<ObjectEntry> wave : List.of(sidecars, each.files())) {
        if (!copiedIfPossible(wave)) {
          return false;
        }
      }
      return notesCheckpoint(each.version());
    } catch (BrokenLogException e) {
      notes.add("Checkpoint %d was passed over: %s.".formatted(each.version(), e.getMessage()));
    } catch (VersionChangedException e) {
      notes.add("Checkpoint %d changed and was passed over.".formatted(each.version()));
    }
    return false;
  }

  private boolean copiedIfPossible(List<ObjectEntry> wave) {
    if (wave.isEmpty()) {
      return true;
    }
    Optional<TableTransfer.Outcome> first =
        transfer.copy(files(wave), wave.size()).stream().filter(o -> !o.isDone()).findFirst();
    first.ifPresent(o -> notes.add("A checkpoint was left out: " + o.message()));
    files += first.isEmpty() ? wave.size() : 0;
    return first.isEmpty();
  }

  /** Only a newer end of the log was listed; a new checkpoint comes with a new pointer. */
  private Optional<ObjectEntry> findPointer() {
    return log.isWhole() || checkpointBefore() == checkpoint
        ? Optional.empty()
        : job.source().find(SourceLog.log(job.root()).resolve(ObjectPath.of(SourceLog.POINTER)));
  }

  private long checkpointBefore() {
    return job.last()
        .filter(r -> r.version() >= 0)
        .map(r -> DeltaMemory.of(r).checkpoint())
        .orElse(-1L);
  }

  private boolean pointsToOurs(ObjectEntry pointer) {
    if (checkpoint < 0 || pointer.sizeBytes() > LONGEST_POINTER) {
      return false;
    }
    try (InputStream in =
        job.source()
            .read(pointer.path(), ByteRange.whole(pointer.sizeBytes()), pointer.version())) {
      Pointer said = Pointer.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (!said.isWhole()) {
        notes.add("_last_checkpoint does not fit its own checksum at the source and was left out.");
        return false;
      }
      return said.version() == checkpoint;
    } catch (VersionChangedException e) {
      return false;
    } catch (BrokenLogException e) {
      notes.add(
          "_last_checkpoint cannot be read at the source (%s) and was left out."
              .formatted(e.getMessage()));
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<TableFile> files(List<ObjectEntry> entries) {
    return entries.stream().map(this::file).toList();
  }

  private TableFile file(ObjectEntry entry) {
    return new TableFile(entry, location.resolve(job.root().relativize(entry.path())));
  }

  /** Newest version at the target. */
  long published() {
    return published;
  }

  /** Newest checkpoint at the target; -1 for none. */
  long checkpoint() {
    return checkpoint;
  }

  /** How many files of the log are at the target that were not. */
  long files() {
    return files;
  }

  /** The file that stopped it. */
  Optional<TableTransfer.Outcome> failure() {
    return failure;
  }

  /** Why nothing was published, in words. */
  Optional<String> problem() {
    return problem;
  }

  List<String> notes() {
    return notes;
  }
}
