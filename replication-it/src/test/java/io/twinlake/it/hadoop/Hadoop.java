package io.twinlake.it.hadoop;

import io.twinlake.core.store.Driver;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Stores on the shared Azurite by way of Hadoop's own drivers. */
final class Hadoop {
  private Hadoop() {}

  /** A name that no other test has. */
  static String container() {
    return "h" + UUID.randomUUID();
  }

  static URI root(String container) {
    return Azurite.abfs("sa4", container, "");
  }

  /** The store at {@code root} through Hadoop's driver. */
  static ObjectStore open(URI root) {
    return open(root, Azurite.shared().hadoop());
  }

  static ObjectStore open(URI root, Map<String, String> hadoop) {
    return new Stores(new StoreContext(hadoop, "test").withDriver(root, Driver.HADOOP)).open(root);
  }

  static ObjectStore missing() {
    return open(root(container()));
  }

  static ObjectStore created() {
    ObjectStore store = missing();
    store.createRoot();
    return store;
  }

  /** Hadoop's own client of a place, independent of ours. */
  static FileSystem client(URI root, Map<String, String> hadoop) {
    Configuration configuration = new Configuration();
    hadoop.forEach(configuration::set);
    try {
      return FileSystem.newInstance(root, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PlainBlobs plain(String account) {
    return new PlainBlobs(Azurite.shared(), account);
  }
}
