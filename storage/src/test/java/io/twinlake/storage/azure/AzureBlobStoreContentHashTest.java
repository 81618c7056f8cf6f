package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ContentHashContract;

/** A real Blob service compares what it received with what we hashed. */
class AzureBlobStoreContentHashTest extends ContentHashContract {
  private AzureBlobStore store;

  @Override
  protected ObjectStore emptyStore() {
    store = TestContainers.created("sa4");
    return store;
  }

  @Override
  protected ObjectStore sameStoreOnADamagingWay() {
    return TestContainers.through(store, new Wire.Damage());
  }
}
