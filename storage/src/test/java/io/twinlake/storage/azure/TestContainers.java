package io.twinlake.storage.azure;

import com.azure.core.http.policy.HttpPipelinePolicy;
import io.twinlake.core.store.StoreContext;
import io.twinlake.testing.Azurite;
import java.util.List;
import java.util.UUID;

/** Containers on the shared Azurite, one for each test. */
final class TestContainers {
  private TestContainers() {}

  static AzureBlobStore missing(String account) {
    return open(account, "c" + UUID.randomUUID(), "");
  }

  static AzureBlobStore created(String account) {
    AzureBlobStore store = missing(account);
    store.createRoot();
    return store;
  }

  static AzureBlobStore open(
      String account, String container, String path, HttpPipelinePolicy... last) {
    AzurePlace place = AzurePlace.of(Azurite.abfs(account, container, path));
    StoreContext context = context("test");
    return AzureStoreProvider.open(
        place, context, AzureCredentials.of(place, context), List.of(last));
  }

  /** The same place as {@code store}, with policies before the wire. */
  static AzureBlobStore through(AzureBlobStore store, HttpPipelinePolicy... last) {
    AzurePlace place = AzurePlace.of(store.root());
    return open(place.account(), place.container(), place.path(), last);
  }

  /** Raw requests to the container of {@code store}, for what a store never does. */
  static BlobService service(AzureBlobStore store) {
    AzurePlace place = AzurePlace.of(store.root());
    StoreContext context = context("test");
    AzureCredential credential = AzureCredentials.of(place, context);
    return new BlobService(
        BlobPipeline.of(context, credential, List.of()),
        place.endpoint(context) + "/" + place.container(),
        new BlobFailures(place, credential),
        io.twinlake.core.store.Wire.OPEN);
  }

  static StoreContext context(String requester) {
    return new StoreContext(Azurite.shared().hadoop(), requester);
  }
}
