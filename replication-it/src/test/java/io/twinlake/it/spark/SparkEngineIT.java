package io.twinlake.it.spark;

import org.apache.spark.sql.SparkSession;

/** With Spark as it comes. */
class SparkEngineIT extends SparkEngineCases {
  @Override
  SparkSession.Builder configure(SparkSession.Builder builder) {
    return builder;
  }
}
