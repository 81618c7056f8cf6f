package io.twinlake.core.ledger;

import java.time.Duration;

/**
 * What a recovery point says of the tables of one dataset that are replicated as tables.
 *
 * @param tables how many there are at the target
 * @param behind how many of them, or of those still missing, are not at the source's newest version
 * @param gone how many the source does not have any more
 * @param versionsBehind the most versions that one of them lacks
 * @param worstLag how long ago the oldest version was committed that one of them lacks
 */
public record TableTotals(
    long tables, long behind, long gone, long versionsBehind, Duration worstLag) {}
