package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ConditionalContract;

/** A real Blob service keeps the promises of {@link ConditionalContract}. */
class AzureBlobStoreConditionalTest extends ConditionalContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }
}
