package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.MetadataContract;

/** A hierarchical account keeps the promises of {@link MetadataContract}. */
class HierarchicalMetadataTest extends MetadataContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }
}
