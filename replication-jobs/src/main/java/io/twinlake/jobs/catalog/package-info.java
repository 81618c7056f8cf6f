/**
 * A Hive metastore through the catalog of the Spark session, for one that only its own clusters
 * reach.
 */
package io.twinlake.jobs.catalog;
