package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.BlocksContract;

/** A hierarchical account keeps the promises of {@link BlocksContract}. */
class HierarchicalBlocksTest extends BlocksContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }

  @Override
  protected ObjectStore emptySource() {
    return FakeContainers.created("hns1");
  }
}
