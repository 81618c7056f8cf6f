package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ConditionalContract;

/** A hierarchical account keeps the promises of {@link ConditionalContract}. */
class HierarchicalConditionalTest extends ConditionalContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }
}
