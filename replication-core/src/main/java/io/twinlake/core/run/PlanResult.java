package io.twinlake.core.run;

import io.twinlake.core.settings.Rates;

/**
 * What a run would do, and what that would cost.
 *
 * @param result the counts, as a run's result; its requests are those predicted for the whole run,
 *     and those that planning has cost
 * @param measured how fast the last run went, where it was long enough to tell
 */
public record PlanResult(RunResult result, Rates measured) {}
