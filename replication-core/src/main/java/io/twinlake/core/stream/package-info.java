/**
 * Checkpoints of Spark's streaming queries: what of one is copied, so that the query goes on at the
 * target where the table it writes to stands there.
 */
package io.twinlake.core.stream;
