package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.run.RepairResult.Step;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/**
 * Decides what a repair does with one path. It heals what the ledger believes to be right and is
 * not: exactly what a run's diff passes over, as the source has not changed. Everything else is a
 * run's business and is left to it. Equal input gives an equal decision.
 *
 * @param path what becomes of it
 * @param action what is to be done, if anything is
 */
record Diagnosis(RepairResult.Path path, Optional<PlanAction> action) {

  /**
   * Everything that is known of one path.
   *
   * @param source what the source holds now
   * @param target what the target holds now
   * @param row the newest row of the parent point
   * @param claimed whether an unfinished run says that it wrote there
   * @param equal whether the bytes of both sides, read just now, are equal; empty where they need
   *     not be read to know
   */
  record Facts(
      DatasetSettings dataset,
      ObjectPath path,
      Optional<ObjectEntry> source,
      Optional<ObjectEntry> target,
      Optional<LedgerRow> row,
      boolean claimed,
      Optional<Boolean> equal) {

    Optional<LedgerRow> put() {
      return row.filter(LedgerRow::isPut);
    }

    /** Whether the source still holds what was copied. */
    boolean unchangedAtSource() {
      return put().isPresent()
          && source.isPresent()
          && source.get().version().equals(put().get().sourceVersion())
          && source.get().sizeBytes() == put().get().sourceSize();
    }

    /** Whether only their bytes tell if both sides are equal. */
    boolean needsBytes() {
      return !claimed
          && unchangedAtSource()
          && target.isPresent()
          && target.get().sizeBytes() == source.orElseThrow().sizeBytes();
    }
  }

  static Diagnosis of(Facts facts) {
    if (facts.claimed()) {
      return leave(facts, "an unfinished run has written it; the next replicate settles that");
    }
    if (facts.put().isEmpty()) {
      return leave(
          facts,
          facts.source().isPresent()
              ? "it was never copied; replicate does that, if it is in scope"
              : "it is not ours: a repair deletes nothing");
    }
    if (facts.source().isEmpty()) {
      return leave(
          facts,
          facts.dataset().deletions() == DatasetSettings.Deletions.PROPAGATE
              ? "it is gone at the source; replicate deletes it, under its cap"
              : "it is gone at the source and kept, as 'deletions' is none");
    }
    if (!facts.unchangedAtSource()) {
      return leave(facts, "the source has changed since it was copied; replicate copies it");
    }
    if (hasNamesOfTheTarget(facts)) {
      return leave(
          facts,
          "the names of files in it are the target's, so that it differs from the source's on purpose and is not copied over; compare rows with 'validate --level table'. If it is damaged, move the replica of its table away: the next replicate makes it anew");
    }
    return heal(facts, facts.source().get(), facts.put().get());
  }

  /** Logs that name files by their whole names are rewritten, and only their formats can do it. */
  private static boolean hasNamesOfTheTarget(Facts facts) {
    String path = facts.path().value();
    boolean commit = ("/" + path).contains("/_delta_log/");
    return (facts.dataset().stream().isPresent() && path.startsWith("sources/"))
        || ("/" + path).contains("/_spark_metadata/")
        || (commit && facts.dataset().absolutePaths() != DatasetSettings.AbsolutePaths.FAIL);
  }

  private static Diagnosis heal(Facts facts, ObjectEntry source, LedgerRow row) {
    if (facts.target().isEmpty()) {
      return copy(facts, source, Expected.absent(), 0, "it is lost at the target");
    }
    ObjectEntry target = facts.target().get();
    Expected there = Expected.version(target.version());
    boolean known = target.version().equals(row.targetVersion());
    if (facts.needsBytes() && facts.equal().orElseThrow()) {
      return known
          ? new Diagnosis(
              told(facts, Step.EQUAL, 0, "both sides were read just now and are equal"),
              Optional.empty())
          : new Diagnosis(
              told(facts, Step.RECORD, 0, "equal bytes, under a version the ledger does not know"),
              Optional.of(
                  new PlanAction.Adopt(
                      source,
                      there,
                      target.sizeBytes(),
                      Optional.empty(),
                      facts.row(),
                      Reason.FOUND_AT_TARGET)));
    }
    String why =
        target.sizeBytes() != source.sizeBytes()
            ? "%d bytes at the source, %d at the target"
                .formatted(source.sizeBytes(), target.sizeBytes())
            : "equal lengths, different bytes";
    return copy(
        facts,
        source,
        there,
        target.sizeBytes(),
        known ? why : why + "; somebody else has written it");
  }

  private static Diagnosis copy(
      Facts facts, ObjectEntry source, Expected expected, long expectedBytes, String why) {
    return new Diagnosis(
        told(facts, Step.COPY, source.sizeBytes(), why),
        Optional.of(
            new PlanAction.Copy(
                source, expected, expectedBytes, facts.row(), Reason.TARGET_DAMAGED)));
  }

  private static Diagnosis leave(Facts facts, String why) {
    return new Diagnosis(told(facts, Step.LEAVE, 0, why), Optional.empty());
  }

  private static RepairResult.Path told(Facts facts, Step step, long bytes, String why) {
    return new RepairResult.Path(facts.dataset().name(), facts.path(), step, bytes, why);
  }
}
