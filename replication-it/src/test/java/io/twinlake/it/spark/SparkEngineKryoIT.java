package io.twinlake.it.spark;

import org.apache.spark.sql.SparkSession;

/** With Kryo, which cannot carry records. */
class SparkEngineKryoIT extends SparkEngineCases {
  @Override
  SparkSession.Builder configure(SparkSession.Builder builder) {
    return builder.config("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
  }
}
