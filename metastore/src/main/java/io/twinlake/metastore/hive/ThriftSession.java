package io.twinlake.metastore.hive;

import io.twinlake.metastore.MetastorePlace;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;

/** A session over Thrift. */
final class ThriftSession implements Session {
  private final Connection connection;
  private final int generation;

  private ThriftSession(Connection connection, int generation) {
    this.connection = connection;
    this.generation = generation;
  }

  static Opener opener(MetastorePlace place) {
    return new Opener() {
      private int generation;

      @Override
      public String kind() {
        return "thrift";
      }

      @Override
      public Session open() {
        if (generation == 0) {
          try (Connection probed = Connection.open(place)) {
            generation = Generation.of(place.site(), probed.client());
          }
        }
        return new ThriftSession(Connection.open(place), generation);
      }
    };
  }

  @Override
  public ThriftHiveMetastore.Iface hive() {
    return connection.client();
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public void close() {
    connection.close();
  }
}
