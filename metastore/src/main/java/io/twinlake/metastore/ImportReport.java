package io.twinlake.metastore;

import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.sync.ImportPlan;
import java.time.Duration;
import java.util.List;

/**
 * What an import did, or would do.
 *
 * @param plan what was decided
 * @param dryRun whether it only looked
 * @param writes calls that changed the target
 * @param findings of the plan and of the run
 * @param searched what of the source was searched for in every object
 */
public record ImportReport(
    ImportPlan plan,
    boolean dryRun,
    long writes,
    List<Finding> findings,
    List<String> searched,
    Duration took) {
  public ImportReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing could be written because something has to be dealt with first. */
  public boolean isStopped() {
    return plan.isStopped();
  }

  public boolean isWhole() {
    return plan.isWhole()
        && findings.stream().allMatch(finding -> finding.level() == Finding.Level.NOTE);
  }
}
