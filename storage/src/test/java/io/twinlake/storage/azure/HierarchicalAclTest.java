package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.AclContract;

/** A hierarchical account keeps the promises of {@link AclContract}. */
class HierarchicalAclTest extends AclContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }
}
