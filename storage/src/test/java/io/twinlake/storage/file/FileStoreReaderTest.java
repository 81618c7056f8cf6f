package io.twinlake.storage.file;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A local directory keeps the promises of {@link ReaderContract}. */
class FileStoreReaderTest extends ReaderContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore emptyStore() {
    ObjectStore store = new FileStore(directory.resolve("root").toUri());
    store.createRoot();
    return store;
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return new FileStore(directory.resolve("nowhere").toUri());
  }
}
