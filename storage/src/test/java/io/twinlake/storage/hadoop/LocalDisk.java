package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import java.nio.file.Path;
import java.util.Map;

/** Local directories through Hadoop's file system. */
final class LocalDisk {
  private LocalDisk() {}

  static ObjectStore missing(Path directory) {
    return new HadoopStoreProvider().open(directory.toUri(), new StoreContext(Map.of(), "test"));
  }

  static ObjectStore created(Path directory) {
    ObjectStore store = missing(directory);
    store.createRoot();
    return store;
  }
}
