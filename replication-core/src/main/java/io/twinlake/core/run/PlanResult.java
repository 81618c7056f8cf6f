package io.twinlake.core.run;

/**
 * What a run would do, and what that would cost.
 *
 * @param result the counts, as a run's result
 * @param forecast the data requests of all planned changes
 */
public record PlanResult(RunResult result, Forecast forecast) {}
