/**
 * Carries the objects of Hive metastores from one region to the other: exports them with paths
 * relative to named roots, maps locations, imports them three ways, compares. {@code hive} alone
 * sees Hive's client; all else works on JSON trees with the names of Hive's own fields.
 */
package io.twinlake.metastore;
