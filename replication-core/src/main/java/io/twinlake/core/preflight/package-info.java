/**
 * Finds out, before the first byte, whether a run can work: asks every place of a pair what a run
 * would ask of it, and says what is missing in words that an administrator knows.
 *
 * <p>Nothing that a reader of the data could see is written, and nothing at all at the source.
 */
package io.twinlake.core.preflight;
