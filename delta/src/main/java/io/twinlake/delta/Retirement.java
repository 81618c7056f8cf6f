package io.twinlake.delta;

import io.twinlake.core.settings.DatasetSettings.AbsolutePaths;
import io.twinlake.core.settings.DatasetSettings.Versions;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.table.RetirementJob;
import io.twinlake.core.table.StreamTables;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.WholeNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Removes from a replica what the source has vacuumed. What the retained versions need is read from
 * the replica's own log; a file that none of them names goes if we put it there, long enough ago,
 * and the source has not got it. The log itself stays. Holds the names of a table's files.
 */
final class Retirement {
  private final RetirementJob job;
  private final ObjectPrefix root;
  private final TableJob replica;

  Retirement(RetirementJob job) {
    this.job = job;
    ObjectPrefix location = new ObjectPrefix(job.record().location());
    this.root = job.directory().resolve(location);
    // The replica's log is read as if it were a source's.
    this.replica =
        new TableJob(
            job.record().dataset(),
            location,
            job.directory(),
            job.target(),
            job.target(),
            Optional.empty(),
            Versions.FULL,
            Instant.EPOCH,
            job.requests(),
            StreamTables.NONE,
            Optional.empty(),
            AbsolutePaths.FAIL,
            WholeNames.NONE);
  }

  RetirementJob.Result run() {
    if (!job.target().abilities().contains(Ability.METADATA)) {
      return RetirementJob.Result.nothing(
          "its store keeps no marks, so that nobody can say which files we put there. Nothing was removed.");
    }
    ObjectPrefix sourceRoot = job.directory().resolve(new ObjectPrefix(job.record().table()));
    SourceLog source = SourceLog.whole(job.source(), sourceRoot);
    if (source.commits().isEmpty()) {
      return RetirementJob.Result.nothing(
          "the source has no log there any more: the replica is the only copy. Nothing was removed.");
    }
    SourceLog log = SourceLog.whole(job.target(), root);
    if (log.commits().isEmpty() || log.commits().lastKey() != job.record().version()) {
      return RetirementJob.Result.nothing(
          "its log does not end with version %d, which was published last. Nothing was removed."
              .formatted(job.record().version()));
    }
    Set<String> needed;
    try {
      needed = needed(log);
    } catch (BrokenLogException e) {
      return RetirementJob.Result.nothing(
          "its log cannot be read back to version %d, the oldest that is retained: %s. Nothing was removed."
              .formatted(job.oldest(), e.getMessage()));
    }
    Map<String, ObjectEntry> candidates = candidates(needed);
    LookUp.find(job.source(), sourceRoot, candidates.keySet(), job.record().files(), job.requests())
        .keySet()
        .forEach(candidates::remove);
    if (candidates.size() > job.most()) {
      return RetirementJob.Result.nothing(
          "%d files are due, and deletionCap.count is %d. Nothing was removed. Raise it for this dataset if so many were vacuumed."
              .formatted(candidates.size(), job.most()));
    }
    long bytes = 0;
    for (ObjectEntry entry : candidates.values()) {
      bytes += entry.sizeBytes();
      if (!job.dryRun()) {
        job.target().delete(entry.path(), entry.version());
      }
    }
    return new RetirementJob.Result(candidates.size(), bytes, "");
  }

  /** What any version from the oldest retained one on needs. */
  private Set<String> needed(SourceLog log) {
    Need then = new Need(true);
    long next = begin(log, then);
    Need since = new Need(false);
    for (long version = next; version <= log.commits().lastKey(); version++) {
      ObjectEntry entry =
          log.commit(version).orElseThrow(() -> missing(log.commits().higherKey(next - 1)));
      Commit commit = read(entry, version);
      if (version <= job.oldest()) {
        then.commit(commit);
      }
      if (version >= job.oldest()) {
        since.commit(commit);
      }
    }
    Set<String> all = new HashSet<>();
    then.wanted().forEach(file -> all.add(file.path()));
    since.wanted().forEach(file -> all.add(file.path()));
    return all;
  }

  private static BrokenLogException missing(Long after) {
    return new BrokenLogException("a version before %s is missing".formatted(after));
  }

  /** Takes the newest whole checkpoint up to the oldest version; returns the version behind it. */
  private long begin(SourceLog log, Need then) {
    CheckpointReader reader = new CheckpointReader(job.target());
    for (SourceLog.Checkpoint checkpoint : log.checkpoints()) {
      if (checkpoint.version() <= job.oldest()
          && log.endOfRun(checkpoint.version()) == log.commits().lastKey()
          && Base.isWhole(replica, checkpoint)) {
        List<CheckpointContent> contents = new ArrayList<>();
        for (ObjectEntry file : checkpoint.files()) {
          contents.add(reader.read(file));
        }
        for (ObjectEntry sidecar : Base.sidecars(replica, contents)) {
          contents.add(reader.read(sidecar));
        }
        contents.forEach(c -> c.adds().forEach(add -> then.base(add, checkpoint.version())));
        return checkpoint.version() + 1;
      }
    }
    if (log.endOfRun(0) != log.commits().lastKey()) {
      throw new BrokenLogException("there is neither version 0 nor a whole checkpoint");
    }
    return 0;
  }

  private Commit read(ObjectEntry entry, long version) {
    try (InputStream in =
        job.target().read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return CommitParser.read(in, version, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of the table itself, not of tables inside of it, that are old enough and ours. */
  private Map<String, ObjectEntry> candidates(Set<String> needed) {
    Map<String, ObjectEntry> all = new TreeMap<>();
    Set<String> tables = new HashSet<>();
    try (Stream<ObjectEntry> entries = job.target().list(root)) {
      entries
          .filter(e -> !e.path().value().equals(root.value()))
          .forEach(
              entry -> {
                String path = root.relativize(entry.path()).value();
                int inner = ("/" + path).indexOf("/" + SourceLog.DIRECTORY);
                if (inner > 0) {
                  tables.add(path.substring(0, inner));
                } else if (inner < 0
                    && !needed.contains(path)
                    && entry.type() == ObjectType.FILE
                    && entry.metadata().sourceVersion().isPresent()
                    && entry.modifiedAt().isBefore(job.before())) {
                  all.put(path, entry);
                }
              });
    }
    all.keySet().removeIf(path -> tables.stream().anyMatch(path::startsWith));
    return all;
  }
}
