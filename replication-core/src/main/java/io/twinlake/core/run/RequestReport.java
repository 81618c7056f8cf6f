package io.twinlake.core.run;

import io.twinlake.core.traffic.Traffic;

/**
 * What a run was expected to ask of services, and what it asked.
 *
 * @param predicted before the first object was transferred
 * @param actual what was sent, each attempt counted, by all JVMs of the run; in the document on the
 *     control root up to that document itself
 * @param attemptsNotCounted attempts of tasks that died with their counts, as far as their
 *     successors know: what those sent is missing in {@code actual}
 */
public record RequestReport(Traffic predicted, Traffic actual, long attemptsNotCounted) {
  public static final RequestReport NONE = new RequestReport(Traffic.NONE, Traffic.NONE, 0);
}
