/**
 * The command line: one {@code main} for the launcher, {@code spark-submit} and Databricks jobs.
 */
package io.twinlake.jobs.cli;
