package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReplaceAtomicallyContract;

/** A real Blob service keeps the promises of {@link ReplaceAtomicallyContract}. */
class AzureBlobStoreReplaceAtomicallyTest extends ReplaceAtomicallyContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }
}
