package io.twinlake.delta;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.table.TableJob;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the source's log stands to what was published: whether it goes on from there, and what it
 * means if it does not. Two logs are one table's if they agree in the oldest version that both
 * have; they are the same up to the last version in which they agree.
 *
 * @param kind what is to be done
 * @param log the source's, as far as it was listed
 * @param published newest version at the target that is the source's; -1 for none
 * @param location where the table is at the target, below the dataset's root
 * @param memory what is remembered of it; empty where it begins anew
 * @param message why, for a person; empty for what goes on as usual
 */
record Standing(
    Kind kind,
    SourceLog log,
    long published,
    ObjectPrefix location,
    Optional<DeltaMemory> memory,
    String message) {

  /** What is to be done. */
  enum Kind {
    /** Nothing was published yet. */
    FIRST,
    /** The log goes on behind {@code published}. */
    CONTINUE,
    /** The log's beginning was cleaned away past {@code published}. */
    RESEED,
    /** There is no log any more, or none yet. */
    GONE,
    /** There is a log directory without anything in it that a reader could begin with. */
    EMPTY,
    /** The target, or the source, went its own way. */
    DIVERGED
  }

  /** Below a table that was dropped and made anew, the new one's directory. */
  static final String INCARNATIONS = "_twinlake_incarnation/";

  static Standing find(TableJob job) {
    return new Finder(job).find();
  }

  private record Finder(TableJob job) {

    Standing find() {
      ObjectPrefix location =
          job.last().map(r -> new ObjectPrefix(r.location())).orElse(job.table());
      Optional<DeltaMemory> memory = job.last().filter(r -> r.version() >= 0).map(DeltaMemory::of);
      if (memory.isEmpty()) {
        return first(SourceLog.whole(job.source(), job.root()), location, "");
      }
      long published = job.last().orElseThrow().version();
      SourceLog newer = SourceLog.since(job.source(), job.root(), published);
      return newer.commit(published).filter(c -> isLast(c, memory.get())).isPresent()
          ? onward(newer, published, location, memory.get())
          : moved(published, location, memory.get());
    }

    private boolean isLast(ObjectEntry commit, DeltaMemory memory) {
      boolean unchanged =
          commit.version().strength() == ObjectVersion.Strength.STRONG
              && commit.version().encoded().equals(memory.lastSource());
      return unchanged || Hashes.sha256(job.source(), commit).equals(memory.lastHash());
    }

    /** Looks one version ahead at the target: what is there must be the source's. */
    private Standing onward(
        SourceLog log, long published, ObjectPrefix location, DeltaMemory memory) {
      SourceLog target =
          SourceLog.since(job.target(), job.directory().resolve(location), published);
      if (target.commit(published).isEmpty()) {
        return lost(log, published, location, memory);
      }
      Optional<ObjectEntry> ahead = target.commit(published + 1);
      Optional<ObjectEntry> next = log.commit(published + 1);
      boolean ours = ahead.isEmpty() || (next.isPresent() && same(next.get(), ahead.get()));
      return ours
          ? new Standing(Kind.CONTINUE, log, published, location, Optional.of(memory), "")
          : diverged(
              log,
              published,
              location,
              Optional.of(memory),
              "somebody wrote version %d at the target, %s. Both sides agree up to version %d. Nothing was overwritten. Stop that writer; then decide which side's later versions are kept, and put the other side's back to version %d."
                  .formatted(
                      published + 1,
                      next.isPresent()
                          ? "which is another one than the source's"
                          : "which the source does not have",
                      published,
                      published));
    }

    /** The replica lacks what was published last. A part of a log could never be gone on with. */
    private Standing lost(
        SourceLog log, long published, ObjectPrefix location, DeltaMemory memory) {
      if (SourceLog.whole(job.target(), job.directory().resolve(location)).isEmpty()) {
        return first(
            SourceLog.whole(job.source(), job.root()),
            location,
            "the replica at version %d is not at the target any more. It is made anew."
                .formatted(published));
      }
      return diverged(
          log,
          published,
          location,
          Optional.of(memory),
          "the replica's log lacks version %d, which was published, and has others: somebody removed it. Nothing was overwritten. Move the replica's directory away; the next run makes it anew."
              .formatted(published));
    }

    /** The version that was published last is not there as it was. */
    private Standing moved(long published, ObjectPrefix location, DeltaMemory memory) {
      SourceLog log = SourceLog.whole(job.source(), job.root());
      if (log.isEmpty()) {
        return new Standing(
            Kind.GONE,
            log,
            published,
            location,
            Optional.of(memory),
            "the source has no log there any more: it was dropped, or its log was deleted. The replica keeps version %d."
                .formatted(published));
      }
      if (log.commits().isEmpty()) {
        return empty(log, published, location, Optional.of(memory));
      }
      if (log.commit(published).filter(c -> isLast(c, memory)).isPresent()) {
        return onward(log, published, location, memory);
      }
      SourceLog target = SourceLog.whole(job.target(), job.directory().resolve(location));
      if (!target.commits().isEmpty() && log.commits().firstKey() > target.commits().lastKey()) {
        return cleaned(log, published, location, memory);
      }
      long common = commonStart(log, target);
      if (common < 0 || !sameAt(log, target, common)) {
        return anew(log, location);
      }
      long fork = fork(log, target, common);
      if (log.commits().firstKey() > published && target.commit(fork + 1).isEmpty()) {
        // A run that died had begun to take the log up again.
        return cleaned(log, published, location, memory);
      }
      return diverged(
          log,
          published,
          location,
          Optional.of(memory),
          fork == log.commits().lastKey()
              ? "the source was put back to version %d, and the replica has version %d. Nothing was overwritten. If that is meant, put the replica back to version %d, too."
                  .formatted(fork, published, fork)
              : "source and replica have different versions %d; they agree up to version %d. Nothing was overwritten. Decide which side's later versions are kept, and put the other side back to version %d."
                  .formatted(fork + 1, fork, fork));
    }

    private static Standing cleaned(
        SourceLog log, long published, ObjectPrefix location, DeltaMemory memory) {
      return new Standing(
          Kind.RESEED,
          log,
          published,
          location,
          Optional.of(memory),
          "the source has cleaned its log away up to version %d, past version %d of the replica; versions between are not in the replica's history."
              .formatted(log.commits().firstKey() - 1, published));
    }

    /** Another table stands in its place: it gets a place of its own beside the old one. */
    private Standing anew(SourceLog log, ObjectPrefix before) {
      ObjectEntry oldest = log.commits().firstEntry().getValue();
      String id = Hashes.sha256(job.source(), oldest).substring(0, 8);
      ObjectPrefix location = job.table().resolve(ObjectPrefix.directory(INCARNATIONS + id));
      return first(
          log,
          location,
          "it was dropped and made anew at the source. The new table is replicated to %s; the old one stays in %s."
              .formatted(location, before.value().isEmpty() ? "the dataset's root" : before));
    }

    private Standing first(SourceLog log, ObjectPrefix location, String message) {
      if (!log.hasAnything()) {
        return new Standing(
            Kind.GONE, log, -1, location, Optional.empty(), "it has no log any more.");
      }
      if (log.commits().isEmpty()) {
        return empty(log, -1, location, Optional.empty());
      }
      SourceLog target = SourceLog.whole(job.target(), job.directory().resolve(location));
      if (!target.commits().isEmpty()) {
        long common = commonStart(log, target);
        long last = target.commits().lastKey();
        boolean ours = common >= 0 && log.commit(last).isPresent() && sameAt(log, target, last);
        if (!ours) {
          return diverged(
              log,
              -1,
              location,
              Optional.empty(),
              "the target already has a table there%s, which no recovery point knows. Nothing was overwritten. Move it away, or remove it."
                  .formatted(
                      common >= 0 && sameAt(log, target, common)
                          ? " that agrees with the source up to version "
                              + fork(log, target, common)
                          : ", another one"));
        }
      }
      return new Standing(Kind.FIRST, log, -1, location, Optional.empty(), message);
    }

    private static Standing empty(
        SourceLog log, long published, ObjectPrefix location, Optional<DeltaMemory> memory) {
      return new Standing(
          Kind.EMPTY,
          log,
          published,
          location,
          memory,
          "its log has no commit that a reader could begin with. Look at the source.");
    }

    private static Standing diverged(
        SourceLog log,
        long published,
        ObjectPrefix location,
        Optional<DeltaMemory> memory,
        String message) {
      return new Standing(Kind.DIVERGED, log, published, location, memory, message);
    }

    /** The oldest version that both have, or -1. */
    private static long commonStart(SourceLog log, SourceLog target) {
      if (log.commits().isEmpty() || target.commits().isEmpty()) {
        return -1;
      }
      long start = Math.max(log.commits().firstKey(), target.commits().firstKey());
      return log.commit(start).isPresent() && target.commit(start).isPresent() ? start : -1;
    }

    private boolean sameAt(SourceLog log, SourceLog target, long version) {
      return same(log.commit(version).orElseThrow(), target.commit(version).orElseThrow());
    }

    /** Whether the target's commit is the source's, or what becomes of that. */
    private boolean same(ObjectEntry atSource, ObjectEntry atTarget) {
      WholePaths paths = new WholePaths(job);
      return Hashes.same(job.source(), atSource, job.target(), atTarget)
          || (paths.apply() && isRewritten(paths, atSource, atTarget));
    }

    private boolean isRewritten(WholePaths paths, ObjectEntry atSource, ObjectEntry atTarget) {
      try {
        return Arrays.equals(
            paths.rewrite(WholePaths.bytes(job.source(), atSource)).bytes(),
            WholePaths.bytes(job.target(), atTarget));
      } catch (BrokenLogException | WholePaths.UnmappableException e) {
        return false;
      }
    }

    /** The last version in which both agree; they do in {@code low}. */
    private long fork(SourceLog log, SourceLog target, long low) {
      long agrees = low;
      long end = Math.min(log.endOfRun(low), target.endOfRun(low)) + 1;
      while (end - agrees > 1) {
        long middle = agrees + (end - agrees) / 2;
        if (sameAt(log, target, middle)) {
          agrees = middle;
        } else {
          end = middle;
        }
      }
      return agrees;
    }
  }
}
