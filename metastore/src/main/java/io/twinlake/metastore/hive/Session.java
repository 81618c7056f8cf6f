package io.twinlake.metastore.hive;

import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;

/** An open way to a metastore: over Thrift, or to its code in this JVM. */
interface Session extends AutoCloseable {
  ThriftHiveMetastore.Iface hive();

  /** Hive's major version. */
  int generation();

  @Override
  void close();

  /** Opens another one when the last one broke. */
  interface Opener {
    /** {@code thrift} or {@code jdbc}. */
    String kind();

    Session open();
  }
}
