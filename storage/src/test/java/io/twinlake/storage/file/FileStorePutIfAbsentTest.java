package io.twinlake.storage.file;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.PutIfAbsentContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A local directory keeps the promises of {@link PutIfAbsentContract}. */
class FileStorePutIfAbsentTest extends PutIfAbsentContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore emptyStore() {
    ObjectStore store = new FileStore(directory.resolve("root").toUri());
    store.createRoot();
    return store;
  }
}
