package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A local directory through Hadoop keeps the promises of {@link ReaderContract}. */
class LocalReaderTest extends ReaderContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore emptyStore() {
    return LocalDisk.created(directory.resolve("root"));
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return LocalDisk.missing(directory.resolve("nowhere"));
  }
}
