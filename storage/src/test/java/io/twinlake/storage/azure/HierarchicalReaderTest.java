package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;

/** A hierarchical account keeps the promises of {@link ReaderContract}. */
class HierarchicalReaderTest extends ReaderContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return FakeContainers.missing("hns2");
  }
}
