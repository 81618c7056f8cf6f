package io.twinlake.core.run;

import io.twinlake.core.partition.PartitionPath;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.PlanRule;
import io.twinlake.core.plan.Seen;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableFormats;
import java.util.Optional;

/**
 * Decides the paths of one dataset, or of one part of it, and counts them. What stays as it is is
 * counted at once; what is to be changed is judged and counted once the findings of the whole
 * listing are known.
 */
public final class Decider {
  private final DatasetJob job;
  private final Tally tally = new Tally();
  private final Findings findings = new Findings();
  private Tally.Count foreign = Tally.Count.NONE;

  public Decider(DatasetJob job) {
    this.job = job;
  }

  /** Decides one path; empty if nothing is to be changed. */
  public Optional<PlanAction> decide(Seen seen) {
    seen.source().ifPresent(this::see);
    if (job.tables().own(seen.path(), seen.source().isPresent())) {
      return Optional.empty();
    }
    if (seen.target().isPresent() && isForeign(seen)) {
      foreign = foreign.plus(new Tally.Count(1, seen.target().get().sizeBytes()));
    }
    if (!PlanRule.concerns(seen)) {
      return Optional.empty();
    }
    PlanAction action = job.rule().decide(seen);
    if (action instanceof PlanAction.Keep || action instanceof PlanAction.Skip) {
      count(tally, action);
      return Optional.empty();
    }
    return Optional.of(action);
  }

  private void see(ObjectEntry entry) {
    findings.see(entry, job.dataset().ready());
    for (TableFormat format : TableFormats.all()) {
      format
          .rootRevealedBy(entry.path())
          .filter(root -> job.dataset().filter().accepts(format.witness(root)))
          .ifPresent(findings::seeTable);
    }
  }

  /**
   * Judges a change by the findings of the whole listing, and counts it. Empty if it is not to be
   * done after all.
   */
  public static Optional<PlanAction> judge(
      PlanAction action, DatasetJob job, Findings findings, Tally tally) {
    if (findings.replicatedTables().covers(action.path())) {
      // Its table decides, and counts it.
      return Optional.empty();
    }
    PlanAction judged = job.scope().judge(action, findings);
    count(tally, judged);
    return judged instanceof PlanAction.Keep || judged instanceof PlanAction.Skip
        ? Optional.empty()
        : Optional.of(judged);
  }

  /** What was counted so far. */
  public Tally tally() {
    return tally;
  }

  public Findings findings() {
    return findings;
  }

  /** Objects at the target that neither a claim nor a mark of ours explains. */
  public Tally.Count foreign() {
    return foreign;
  }

  private static boolean isForeign(Seen seen) {
    if (seen.row().isPresent() || seen.target().get().metadata().sourceVersion().isPresent()) {
      return false;
    }
    return seen.claim()
        .filter(c -> c.targetVersion().equals(seen.target().get().version()))
        .isEmpty();
  }

  private static void count(Tally tally, PlanAction action) {
    Outcome outcome =
        action.match(
            new PlanAction.Cases<Outcome>() {
              @Override
              public Outcome copy(PlanAction.Copy copy) {
                return Outcome.COPY;
              }

              @Override
              public Outcome adopt(PlanAction.Adopt adopt) {
                return Outcome.ADOPT;
              }

              @Override
              public Outcome delete(PlanAction.Delete delete) {
                return Outcome.DELETE;
              }

              @Override
              public Outcome keep(PlanAction.Keep keep) {
                return Outcome.KEEP;
              }

              @Override
              public Outcome skip(PlanAction.Skip skip) {
                return Outcome.SKIP;
              }
            });
    ObjectPrefix partition =
        PartitionPath.of(action.path()).map(PartitionPath::directory).orElse(ObjectPrefix.ALL);
    tally.add(outcome, action.reason(), action.bytes(), partition);
  }
}
