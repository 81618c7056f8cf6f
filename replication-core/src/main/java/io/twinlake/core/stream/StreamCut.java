package io.twinlake.core.stream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides at which batch a checkpoint is cut. No clock and no I/O.
 *
 * <p>A query that goes on trusts its checkpoint: a batch that is committed there and not in the
 * table is lost without a word, and so is the next batch where the table has one that the
 * checkpoint has not. So the cut is at T, the newest batch that the table has at the version that
 * it has at the target: the offsets of T and of T - 1, on which Spark insists, commits up to T, the
 * state that T began with or left.
 *
 * @param verdict what can be done
 * @param batch T; -1 for none
 * @param committed whether {@code commits/T} belongs to it; else the query runs T once more, and
 *     the table passes over it
 * @param reason why not, and what to do
 */
record StreamCut(Verdict verdict, long batch, boolean committed, String reason) {

  /** What can be done with a checkpoint. */
  enum Verdict {
    /** The query goes on at the target with every row exactly once. */
    RESUMABLE,
    /** Nothing was written yet, so a new checkpoint is as good. */
    NOTHING_YET,
    /** Not at this moment. */
    NOT_NOW,
    /** Not with this checkpoint. */
    NEVER
  }

  /**
   * What a checkpoint holds.
   *
   * @param offsets batches that have offsets
   * @param commits batches that are committed
   * @param state the versions that each directory of state has
   */
  record Held(
      SortedSet<Long> offsets, SortedSet<Long> commits, Map<String, SortedSet<Long>> state) {
    static Held of(Iterable<CheckpointFile> files) {
      SortedSet<Long> offsets = new TreeSet<>();
      SortedSet<Long> commits = new TreeSet<>();
      Map<String, SortedSet<Long>> state = new TreeMap<>();
      for (CheckpointFile file : files) {
        switch (file.kind()) {
          case OFFSET -> offsets.add(file.number());
          case COMMIT -> commits.add(file.number());
          case STATE -> {
            if (file.number() >= 0) {
              state.computeIfAbsent(file.group(), k -> new TreeSet<>()).add(file.number());
            }
          }
          default -> {}
        }
      }
      return new Held(offsets, commits, state);
    }
  }

  /**
   * A table that a stream reads.
   *
   * @param name for people
   * @param version its version at the target once this run has published
   */
  record SourceTable(String name, long version) {}

  /** The version of the state that the query goes on with. */
  long stateVersion() {
    return committed ? batch + 1 : batch;
  }

  /**
   * Where to cut, by what the checkpoint holds.
   *
   * @param sink how people call the table that the query writes to
   * @param inSink the newest batch of the query in it
   */
  static StreamCut at(String sink, OptionalLong inSink, Held held) {
    if (inSink.isEmpty()) {
      return held.commits().isEmpty()
          ? new StreamCut(Verdict.NOTHING_YET, -1, false, "no batch is in %s yet.".formatted(sink))
          : never(
              "%d batches are committed, and %s, its sink, knows none of them. Check 'sink'. What foreachBatch writes is only known if it sets txnAppId to the query's id; what else it writes is there at least once."
                  .formatted(held.commits().last() + 1, sink));
    }
    long batch = inSink.getAsLong();
    if (held.offsets().isEmpty() || held.offsets().last() < batch) {
      return never(
          "%s has batch %d of it, and the checkpoint ends with %s: it was put back, and Spark would pass over batches up to %d without reading their rows. Begin a new checkpoint."
              .formatted(
                  sink,
                  batch,
                  held.offsets().isEmpty() ? "none" : "batch " + held.offsets().last(),
                  batch));
    }
    for (long needed = Math.max(0, batch - 1); needed <= batch; needed++) {
      if (!held.offsets().contains(needed)) {
        return notNow(
            "%s is at batch %d of it at the target, and the checkpoint no longer has the offsets of batch %d; Spark keeps %s. Replicate both more often, or set spark.sql.streaming.minBatchesToRetain higher."
                .formatted(sink, batch, needed, "the last 100"));
      }
    }
    boolean committed = held.commits().contains(batch);
    if (!committed && batch > 0 && !held.commits().contains(batch - 1)) {
      return never(
          "neither batch %d nor batch %d is committed in it. Look at the query."
              .formatted(batch, batch - 1));
    }
    StreamCut cut = new StreamCut(Verdict.RESUMABLE, batch, committed, "");
    for (Map.Entry<String, SortedSet<Long>> each : held.state().entrySet()) {
      if (cut.stateVersion() > 0 && !each.getValue().contains(cut.stateVersion())) {
        return notNow(
            "%s has no version %d of the state any more, or not yet, with which batch %d goes on."
                .formatted(each.getKey(), cut.stateVersion(), cut.stateVersion()));
      }
    }
    return cut;
  }

  /**
   * The same cut if all that batch T reads is at the target, else why not.
   *
   * @param offsets what {@code offsets/T} says; empty if it is not understood
   * @param tables finds a table by its id among those that are replicated
   */
  StreamCut reading(
      Optional<List<SourceOffset>> offsets, Function<String, Optional<SourceTable>> tables) {
    if (offsets.isEmpty()) {
      return never("offsets/%d is written in a way that is not known here.".formatted(batch));
    }
    for (SourceOffset source : offsets.get()) {
      if (source instanceof SourceOffset.OfDelta table) {
        Optional<SourceTable> found = tables.apply(table.tableId());
        if (found.isEmpty()) {
          return never(
              "it reads the Delta table with id %s, which no dataset here replicates. Add a dataset that holds it."
                  .formatted(table.tableId()));
        }
        if (found.get().version() < table.version()) {
          return notNow(
              "it has read version %d of table %s, which is at version %d at the target: going on there would lose rows once that table is written to. Replicate both in one run, and in one group."
                  .formatted(table.version(), found.get().name(), found.get().version()));
        }
      } else if (source instanceof SourceOffset.OfTopics topics) {
        return never(
            "it reads %s by positions that mean nothing to another cluster. Begin a new checkpoint at the target with startingOffsetsByTimestamp, some time before the newest recovery point, into a sink that drops duplicates."
                .formatted(topics.topics()));
      } else if (source instanceof SourceOffset.Unknown unknown) {
        return never(
            "it reads a source whose position '%s' is not known here. Begin a new checkpoint at the target."
                .formatted(unknown.text()));
      }
    }
    return this;
  }

  /** Whether the file belongs to the cut, apart from logs of sources. */
  boolean has(CheckpointFile file) {
    return switch (file.kind()) {
      case IDENTITY -> true;
      case OFFSET -> file.number() <= batch;
      case COMMIT -> file.number() <= (committed ? batch : batch - 1);
      case STATE -> file.number() <= stateVersion();
      case SOURCE -> file.number() < 0;
    };
  }

  private static StreamCut notNow(String reason) {
    return new StreamCut(Verdict.NOT_NOW, -1, false, reason);
  }

  private static StreamCut never(String reason) {
    return new StreamCut(Verdict.NEVER, -1, false, reason);
  }
}
