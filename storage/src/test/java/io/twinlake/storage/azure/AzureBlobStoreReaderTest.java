package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;

/** A real Blob service keeps the promises of {@link ReaderContract}. */
class AzureBlobStoreReaderTest extends ReaderContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return TestContainers.missing("sa4");
  }
}
