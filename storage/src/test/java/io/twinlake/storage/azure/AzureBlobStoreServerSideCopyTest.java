package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ServerSideCopyContract;

/** A real Blob service keeps the promises of {@link ServerSideCopyContract}. */
class AzureBlobStoreServerSideCopyTest extends ServerSideCopyContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }

  @Override
  protected ObjectStore emptySource() {
    return TestContainers.created("sa3");
  }
}
