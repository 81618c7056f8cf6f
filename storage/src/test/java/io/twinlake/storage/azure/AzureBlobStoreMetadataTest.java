package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.MetadataContract;

/** A real Blob service keeps the promises of {@link MetadataContract}. */
class AzureBlobStoreMetadataTest extends MetadataContract {
  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }
}
