package io.twinlake.core.run;

import io.twinlake.core.store.ObjectPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a repair did, or would do: also its document {@code repairs/<run>.json} on the control root.
 *
 * @param format {@code repair/1.0}
 * @param outcome in one word
 * @param run who it was
 * @param pair the pair of sites
 * @param from site that was copied from
 * @param to site that was repaired
 * @param validation the validation whose findings were handed over
 * @param recoveryPoint number of the point that it committed, if it did
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param paths every path that was handed over, by dataset and path
 * @param notes what a person should know, one sentence each
 */
public record RepairResult(
    String format,
    Outcome outcome,
    String run,
    String pair,
    String from,
    String to,
    String validation,
    Optional<Long> recoveryPoint,
    Instant startedAt,
    Instant finishedAt,
    List<Path> paths,
    List<String> notes) {
  static final String FORMAT_NOW = "repair/1.0";

  /** A repair in one word. */
  public enum Outcome {
    /** Only planned: nothing was changed. */
    PLANNED,
    /** What was to be repaired is repaired, and committed. */
    REPAIRED,
    /** Some of it could not be repaired; the rest is committed. */
    PARTIAL,
    /** There was nothing to repair any more, so nothing was committed. */
    NOTHING
  }

  /** What becomes of one path. */
  public enum Step {
    /** Copied again; what the target holds goes to history first. */
    COPY,
    /** The target holds the right bytes, under a version that the ledger does not know: noted. */
    RECORD,
    /** The finding does not hold any more. */
    EQUAL,
    /** Not a repair's business; the reason says whose it is. */
    LEAVE,
    /** It was to be repaired, and could not be. */
    FAILED
  }

  /**
   * One path.
   *
   * @param dataset its dataset
   * @param path below the dataset's root
   * @param step what becomes of it
   * @param bytes the length of what is copied, in bytes; 0 where nothing is
   * @param why as half a sentence
   */
  public record Path(String dataset, ObjectPath path, Step step, long bytes, String why) {
    Path failed(String reason) {
      return new Path(dataset, path, Step.FAILED, bytes, reason);
    }
  }

  /** The same with one more note. */
  public RepairResult noting(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new RepairResult(
        format,
        outcome,
        run,
        pair,
        from,
        to,
        validation,
        recoveryPoint,
        startedAt,
        finishedAt,
        paths,
        more);
  }

  /** How many paths take that step. */
  public long of(Step step) {
    return paths.stream().filter(p -> p.step() == step).count();
  }

  /** The bytes that are copied. */
  public long bytes() {
    return paths.stream().filter(p -> p.step() == Step.COPY).mapToLong(Path::bytes).sum();
  }
}
