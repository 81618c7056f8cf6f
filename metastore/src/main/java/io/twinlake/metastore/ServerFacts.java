package io.twinlake.metastore;

/**
 * What answered.
 *
 * @param kind by which way it is reached: {@code thrift}, {@code jdbc}, {@code spark}
 * @param generation Hive's major version: 2, 3 or 4
 * @param degraded whether this way loses something of what a metastore keeps
 */
public record ServerFacts(String kind, int generation, boolean degraded) {}
