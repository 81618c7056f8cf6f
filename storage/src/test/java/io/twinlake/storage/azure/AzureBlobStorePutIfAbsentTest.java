package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.PutIfAbsentContract;

/** A real Blob service keeps the promises of {@link PutIfAbsentContract}. */
class AzureBlobStorePutIfAbsentTest extends PutIfAbsentContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }
}
