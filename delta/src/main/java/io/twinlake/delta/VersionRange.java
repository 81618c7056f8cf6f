package io.twinlake.delta;

import io.twinlake.core.settings.DatasetSettings.Versions;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * The versions that are to be published, read and judged: it ends before the first that cannot be
 * replicated, so that the replica is whole at the version before.
 *
 * @param base the checkpoint that comes first, where the target's log does not go on from its last
 *     version
 * @param steps the commits in ascending order, without gaps
 * @param need the files that they need
 * @param tableId identity of the table in the last of them, where one of them sets it
 * @param newest newest version that the source has
 * @param stop why the range ends before {@code newest}
 * @param notes what a person should know
 */
record VersionRange(
    Optional<Base> base,
    List<Step> steps,
    Need need,
    Optional<String> tableId,
    long newest,
    Optional<Stop> stop,
    List<String> notes) {

  /**
   * One commit.
   *
   * @param entry the source's object that was read
   * @param sha256 of its bytes
   * @param committedAt by its own word, or by its store
   * @param live how many files are live in it; empty if nobody can say
   * @param tableId identity of the table in it, where the range says so
   * @param rewritten whether the target's bytes differ, as the source's name files by whole names
   */
  record Step(
      long version,
      ObjectEntry entry,
      String sha256,
      Instant committedAt,
      OptionalLong live,
      Optional<String> tableId,
      boolean rewritten) {}

  /**
   * Why a range ends.
   *
   * @param version the first version that is not in it
   * @param since when that was committed
   */
  record Stop(TableStatus status, String reason, long version, Instant since) {}

  private static final int AT_ONCE = 64;

  /** The last version of the range; one less than the first where it is empty. */
  long last(long published) {
    return steps.isEmpty() ? published : steps.get(steps.size() - 1).version();
  }

  /** The same without the versions after {@code version}. What they need is still needed. */
  VersionRange upTo(long version) {
    return new VersionRange(
        base,
        steps.stream().filter(step -> step.version() <= version).toList(),
        need,
        tableId,
        newest,
        stop,
        notes);
  }

  /**
   * The last of the versions {@code first} to {@code end} before the first that the store did not
   * write before {@code until}; never one before the checkpoint that the range begins with. Pure.
   */
  static long cut(
      NavigableMap<Long, ObjectEntry> commits,
      long first,
      long end,
      Optional<Long> base,
      Optional<Instant> until) {
    if (until.isEmpty()) {
      return end;
    }
    for (long version = first; version <= end; version++) {
      if (!commits.get(version).modifiedAt().isBefore(until.get())) {
        return Math.max(version - 1, Math.min(end, base.orElse(-1L)));
      }
    }
    return end;
  }

  static VersionRange read(TableJob job, Standing standing) {
    return new Reader(job, standing).read();
  }

  /** Reads a range. */
  private static final class Reader {
    private final TableJob job;
    private final Standing standing;
    private final SourceLog log;
    private final Need need;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<String> tableId = Optional.empty();
    private final WholePaths wholePaths;
    private LiveCount live;
    private Optional<Stop> stop = Optional.empty();

    Reader(TableJob job, Standing standing) {
      this.job = job;
      this.standing = standing;
      this.log = standing.log();
      this.need = new Need(job.versions() == Versions.LATEST_ONLY);
      this.wholePaths = new WholePaths(job);
      this.live =
          standing.kind() == Standing.Kind.CONTINUE
              ? new LiveCount(standing.memory().orElseThrow().live())
              : new LiveCount(OptionalLong.of(0));
    }

    VersionRange read() {
      long newest = log.commits().lastKey();
      Optional<Base> base = Optional.empty();
      long first = standing.published() + 1;
      if (standing.kind() != Standing.Kind.CONTINUE) {
        try {
          base = Base.choose(job, log, need, notes);
        } catch (BrokenLogException e) {
          stop(
              TableStatus.FAILED,
              log.commits().firstKey(),
              e.getMessage() + ". Look at the source.");
          return new VersionRange(base, steps, need, tableId, newest, stop, notes);
        }
        base.ifPresent(this::judge);
        if (stop.isPresent()) {
          // Nothing of it may be copied.
          return new VersionRange(
              Optional.empty(), steps, new Need(false), tableId, newest, stop, notes);
        }
        first = base.map(Base::version).orElse(0L);
      }
      long end = log.endOfRun(first);
      if (end == newest && end >= first && log.commit(end).orElseThrow().sizeBytes() == 0) {
        // Some stores show a commit before its bytes are there.
        end--;
        notes.add(
            "Version %d is still empty at the source and was left to the next run."
                .formatted(newest));
      } else if (end < newest) {
        missing(end + 1);
      }
      end = cut(log.commits(), first, end, base.map(Base::version), job.until());
      readCommits(first, end, base.map(Base::version));
      return new VersionRange(base, steps, need, tableId, newest, stop, notes);
    }

    private void missing(long version) {
      stop(
          TableStatus.FAILED,
          version,
          "version %d is missing in the source's log, and later ones are there, so that nobody can read the table beyond it. Look at the source."
              .formatted(version));
    }

    private void judge(Base base) {
      tableId = Optional.of(base.metadata().id());
      live = new LiveCount(OptionalLong.of(base.adds()));
      ProtocolGate.refusal(base.protocol())
          .or(() -> ProtocolGate.refusal(base.metadata()))
          .or(() -> base.absolute().map(this::absoluteInBase))
          .ifPresent(reason -> stop(TableStatus.REFUSED, base.version(), reason));
    }

    private void readCommits(long first, long end, Optional<Long> baseVersion) {
      for (long from = first; from <= end && isOpen(from); from += AT_ONCE) {
        List<Callable<Object>> tasks = new ArrayList<>();
        for (long version = from; version <= Math.min(end, from + AT_ONCE - 1); version++) {
          long each = version;
          tasks.add(() -> parse(each));
        }
        long version = from;
        for (Object parsed : job.requests().all(tasks)) {
          if (parsed instanceof Parsed read) {
            read.sources().forEach(need::from);
            take(read.commit(), read.rewritten(), baseVersion);
          } else if (parsed instanceof WholePaths.UnmappableException e) {
            stop(TableStatus.REFUSED, version, e.getMessage());
          } else if (parsed instanceof BrokenLogException e) {
            stop(
                TableStatus.FAILED,
                version,
                "version %d cannot be read: %s. Look at the source."
                    .formatted(version, e.getMessage()));
          }
          version++;
        }
      }
    }

    private boolean isOpen(long version) {
      return stop.filter(s -> s.version() <= version).isEmpty();
    }

    /** A commit as the target is to have it. */
    private record Parsed(Commit commit, boolean rewritten, Map<String, ObjectPath> sources) {}

    /** A commit, or what is wrong with it: only the first wrong one matters. */
    private Object parse(long version) {
      ObjectEntry entry = log.commit(version).orElseThrow();
      if (wholePaths.apply()) {
        return parseRewritten(version, entry);
      }
      try (InputStream in =
          job.source().read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
        return new Parsed(CommitParser.read(in, version), false, Map.of());
      } catch (BrokenLogException e) {
        return e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The hash stays that of the source's bytes, which the next run compares. */
    private Object parseRewritten(long version, ObjectEntry entry) {
      byte[] bytes = WholePaths.bytes(job.source(), entry);
      try {
        WholePaths.Rewritten ours = wholePaths.rewrite(bytes);
        Commit commit =
            CommitParser.read(new ByteArrayInputStream(ours.bytes()), version, true)
                .with(Hashes.sha256(bytes));
        return new Parsed(commit, ours.changed(), ours.sources());
      } catch (BrokenLogException | WholePaths.UnmappableException e) {
        return e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void take(Commit commit, boolean rewritten, Optional<Long> baseVersion) {
      if (!isOpen(commit.version())) {
        return;
      }
      Optional<String> refusal =
          commit
              .protocol()
              .flatMap(ProtocolGate::refusal)
              .or(() -> commit.metadata().flatMap(ProtocolGate::refusal))
              .or(() -> commit.absolute().map(Reader::absolute));
      if (refusal.isPresent()) {
        stop(TableStatus.REFUSED, commit.version(), refusal.get());
        return;
      }
      if (baseVersion.filter(v -> v == commit.version()).isPresent()) {
        need.changes(commit);
      } else {
        live.commit(commit, need::holds);
        need.commit(commit);
      }
      commit.metadata().ifPresent(m -> tableId = Optional.of(m.id()));
      ObjectEntry entry = log.commit(commit.version()).orElseThrow();
      steps.add(
          new Step(
              commit.version(),
              entry,
              commit.sha256(),
              commit.inCommitTime().orElse(entry.modifiedAt()),
              live.files(),
              tableId.or(() -> standing.memory().map(DeltaMemory::tableId)),
              rewritten));
    }

    private void stop(TableStatus status, long version, String reason) {
      if (isOpen(version)) {
        Instant since =
            log.commit(version)
                .or(
                    () ->
                        Optional.ofNullable(log.commits().higherEntry(version))
                            .map(e -> e.getValue()))
                .map(ObjectEntry::modifiedAt)
                .orElse(job.now());
        stop = Optional.of(new Stop(status, reason, version, since));
      }
    }

    private static String absolute(String path) {
      return "it refers to %s by its whole name, as shallow clones do, and a replica would read that at the source. Set 'absolutePaths' to 'map' or 'materialise' for its dataset, or replicate a deep copy of it."
          .formatted(path);
    }

    private String absoluteInBase(String path) {
      return wholePaths.apply()
          ? "its log begins with a checkpoint that refers to %s by its whole name, and only commits can be given other names. Replicate a deep copy of it."
              .formatted(path)
          : absolute(path);
    }
  }
}
