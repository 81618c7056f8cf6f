/**
 * Spreads a run over a Spark cluster. Spark moves rows; every decision is core's.
 *
 * <p>Compiled against the lowest Spark that is served, with its Java API only, so that one jar runs
 * on all of them. Only {@code Row}, strings, byte arrays and boxed numbers cross a Spark boundary;
 * records travel inside closures, where Java's own serialization is always used. Closures also
 * carry the credentials, which therefore never are in a Spark property or event.
 */
package io.twinlake.jobs.spark;
