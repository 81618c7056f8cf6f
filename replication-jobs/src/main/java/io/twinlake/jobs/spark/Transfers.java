package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * The results of one wave.
 *
 * @param job the dataset it was of
 * @param results as {@link LedgerRows}
 * @param rows how many ledger rows are among them
 */
record Transfers(DatasetJob job, JavaRDD<Row> results, long rows) {}
