package io.twinlake.delta;

import io.twinlake.core.settings.DatasetSettings.Versions;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.table.TableJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoint that a log at the target begins with, where it does not begin with version 0.
 *
 * @param version the version that it holds
 * @param files its files, without sidecars
 * @param sidecars what those name
 * @param protocol of that version
 * @param metadata of that version
 * @param absolute the first absolute path in it
 * @param adds how many files are live in it
 */
record Base(
    long version,
    List<ObjectEntry> files,
    List<ObjectEntry> sidecars,
    Protocol protocol,
    TableMetadata metadata,
    Optional<String> absolute,
    long adds) {
  static final String SIDECARS = "_sidecars/";

  /** Parts of one checkpoint that lie further apart were not written by one writer. */
  private static final Duration ONE_WRITER = Duration.ofMinutes(30);

  /**
   * The checkpoint to begin with; empty for version 0.
   *
   * @param notes told which checkpoints were passed over
   * @throws BrokenLogException if there is neither a version 0 nor a checkpoint to begin with
   */
  static Optional<Base> choose(TableJob job, SourceLog log, Need need, List<String> notes) {
    long newest = log.commits().lastKey();
    boolean fromZero = log.endOfRun(0) == newest;
    if (fromZero && job.versions() == Versions.FULL) {
      return Optional.empty();
    }
    List<SourceLog.Checkpoint> candidates =
        new ArrayList<>(
            log.checkpoints().stream()
                .filter(
                    c -> log.commit(c.version()).isPresent() && log.endOfRun(c.version()) == newest)
                .toList());
    if (job.versions() == Versions.FULL) {
      Collections.reverse(candidates);
    }
    for (SourceLog.Checkpoint candidate : candidates) {
      Optional<Base> read = read(job, candidate, need, notes);
      if (read.isPresent()) {
        return read;
      }
    }
    if (fromZero) {
      return Optional.empty();
    }
    throw new BrokenLogException(
        "its log begins with version %d, and no whole checkpoint is there to begin with"
            .formatted(log.startOfLastRun()));
  }

  /** Reads a checkpoint whole; empty, with a note, if it is not whole. */
  private static Optional<Base> read(
      TableJob job, SourceLog.Checkpoint checkpoint, Need need, List<String> notes) {
    CheckpointReader reader = new CheckpointReader(job.source());
    try {
      if (!isWhole(job, checkpoint)) {
        notes.add(
            "Checkpoint %d is not whole and was passed over.".formatted(checkpoint.version()));
        return Optional.empty();
      }
      List<CheckpointContent> contents = new ArrayList<>();
      for (ObjectEntry file : checkpoint.files()) {
        contents.add(reader.read(file));
      }
      List<ObjectEntry> sidecars = sidecars(job, contents);
      for (ObjectEntry sidecar : sidecars) {
        contents.add(reader.read(sidecar));
      }
      return Optional.of(whole(checkpoint, contents, sidecars, need));
    } catch (BrokenLogException e) {
      notes.add(
          "Checkpoint %d was passed over: %s.".formatted(checkpoint.version(), e.getMessage()));
    } catch (VersionChangedException e) {
      notes.add(
          "Checkpoint %d changed while it was read and was passed over."
              .formatted(checkpoint.version()));
    }
    return Optional.empty();
  }

  private static Base whole(
      SourceLog.Checkpoint checkpoint,
      List<CheckpointContent> contents,
      List<ObjectEntry> sidecars,
      Need need) {
    List<Protocol> protocols = contents.stream().flatMap(c -> c.protocol().stream()).toList();
    List<TableMetadata> metadata = contents.stream().flatMap(c -> c.metadata().stream()).toList();
    if (protocols.size() != 1 || metadata.size() != 1) {
      throw new BrokenLogException(
          "it has %d protocols and %d metadata, and one of each belongs there"
              .formatted(protocols.size(), metadata.size()));
    }
    long adds = 0;
    for (CheckpointContent content : contents) {
      for (FileRef file : content.adds()) {
        need.base(file, checkpoint.version());
        adds++;
      }
    }
    return new Base(
        checkpoint.version(),
        checkpoint.files(),
        sidecars,
        protocols.get(0),
        metadata.get(0),
        contents.stream().flatMap(c -> c.absolute().stream()).findFirst(),
        adds);
  }

  /** The sidecars that the main file of a checkpoint names. */
  static List<ObjectEntry> sidecars(TableJob job, List<CheckpointContent> contents) {
    ObjectPrefix directory = SourceLog.log(job.root()).resolve(new ObjectPrefix(SIDECARS));
    List<ObjectEntry> all = new ArrayList<>();
    for (CheckpointContent content : contents) {
      for (String written : content.sidecars()) {
        String name = FilePath.isAbsolute(written) ? "/" : FilePath.relative(written);
        if (name.contains("/")) {
          throw new BrokenLogException(
              "it names the sidecar '%s', which is elsewhere".formatted(FilePath.shown(written)));
        }
        all.add(
            job.source()
                .find(directory.resolve(ObjectPath.of(name)))
                .orElseThrow(() -> new BrokenLogException("its sidecar " + name + " is missing")));
      }
    }
    return all;
  }

  /** Whether every file is whole by its end, and all are one writer's. A request for each. */
  static boolean isWhole(TableJob job, SourceLog.Checkpoint checkpoint) {
    CheckpointReader reader = new CheckpointReader(job.source());
    return areOfOneWriter(checkpoint.files())
        && checkpoint.files().stream().allMatch(reader::isWhole);
  }

  /** Parts of several writers do not make one checkpoint, and only their times tell them apart. */
  static boolean areOfOneWriter(List<ObjectEntry> parts) {
    Instant first =
        parts.stream().map(ObjectEntry::modifiedAt).min(Instant::compareTo).orElseThrow();
    Instant last =
        parts.stream().map(ObjectEntry::modifiedAt).max(Instant::compareTo).orElseThrow();
    return !last.isAfter(first.plus(ONE_WRITER));
  }
}
