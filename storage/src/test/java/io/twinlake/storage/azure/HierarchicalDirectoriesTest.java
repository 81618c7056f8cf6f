package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.DirectoriesContract;

/** A hierarchical account keeps the promises of {@link DirectoriesContract}. */
class HierarchicalDirectoriesTest extends DirectoriesContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return FakeContainers.missing("hns2");
  }
}
