package io.twinlake.core.run;

import io.twinlake.core.plan.PlanAction;

/**
 * One change that a run would make.
 *
 * @param dataset name of its dataset
 * @param action what would be done
 */
public record PlannedChange(String dataset, PlanAction action) {}
