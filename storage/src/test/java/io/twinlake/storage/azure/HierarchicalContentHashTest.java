package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ContentHashContract;

/** A hierarchical account compares what it received with what we hashed. */
class HierarchicalContentHashTest extends ContentHashContract {
  private AzureBlobStore store;

  @Override
  protected ObjectStore emptyStore() {
    store = FakeContainers.created("hns2");
    return store;
  }

  @Override
  protected ObjectStore sameStoreOnADamagingWay() {
    return FakeContainers.through(store, new Wire.Damage());
  }
}
