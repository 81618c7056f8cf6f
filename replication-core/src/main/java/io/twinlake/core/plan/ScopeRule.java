package io.twinlake.core.plan;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;

/**
 * Judges a decided action by what the whole listing revealed: what belongs to a table or to a
 * partition without its marker is not transferred, and nothing of either is deleted.
 *
 * @param dataset its settings
 * @param tables whether tables are left alone
 */
public record ScopeRule(DatasetSettings dataset, Settings.Tables tables) implements Serializable {

  public PlanAction judge(PlanAction action, Findings findings) {
    if (action instanceof PlanAction.Keep || action instanceof PlanAction.Skip) {
      return action;
    }
    if (tables == Settings.Tables.REFUSE && findings.tables().covers(action.path())) {
      return action instanceof PlanAction.Delete
          ? new PlanAction.Keep(action.path(), action.bytes(), Reason.OUT_OF_SCOPE)
          : new PlanAction.Skip(action.path(), action.bytes(), Reason.TABLE);
    }
    if (dataset.ready().isPresent()) {
      ObjectPrefix partition = Findings.partitionOf(action.path());
      if (action instanceof PlanAction.Delete && findings.isBeingWritten(partition)) {
        // A job that rewrites a partition takes its marker and its files away first.
        return new PlanAction.Keep(action.path(), action.bytes(), Reason.DELETION_HELD);
      }
      if (!(action instanceof PlanAction.Delete) && !findings.ready().contains(partition)) {
        return new PlanAction.Skip(action.path(), action.bytes(), Reason.PARTITION_NOT_READY);
      }
    }
    return action;
  }
}
