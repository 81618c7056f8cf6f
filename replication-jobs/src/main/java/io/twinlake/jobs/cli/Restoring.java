package io.twinlake.jobs.cli;

/**
 * What a restore is asked for.
 *
 * @param point number of the recovery point that is wanted
 * @param apply whether it is done; otherwise only shown
 * @param partial whether what can be brought back shall be, where something cannot
 */
record Restoring(long point, boolean apply, boolean partial) {}
