package io.twinlake.core.run;

/**
 * What a run would do, and what that would cost.
 *
 * @param result the counts, as a run's result; its requests are those predicted for the whole run,
 *     and those that planning has cost
 */
public record PlanResult(RunResult result) {}
