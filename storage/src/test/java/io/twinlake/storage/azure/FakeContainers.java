package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import io.twinlake.core.store.StoreContext;
import io.twinlake.testing.hierarchical.HierarchicalFake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Containers of hierarchical accounts on one fake, one for each test. */
final class FakeContainers {
  static final HierarchicalFake FAKE = HierarchicalFake.start();
  static final StoreContext CONTEXT = new StoreContext(FAKE.hadoop("hns1", "hns2"), "test");

  private FakeContainers() {}

  static AzureBlobStore missing(String account) {
    return open(account, "c" + UUID.randomUUID(), AzureBlobStore.MAX_PUT_FROM_URL_BYTES);
  }

  static AzureBlobStore created(String account) {
    AzureBlobStore store = missing(account);
    store.createRoot();
    return store;
  }

  static AzureBlobStore open(
      String account, String container, long maxPutFromUrlBytes, HttpPipelinePolicy... last) {
    AzurePlace place = AzurePlace.of(HierarchicalFake.abfs(account, container, ""));
    List<HttpPipelinePolicy> policies = new ArrayList<>(List.of(last));
    policies.add(new MetadataNames());
    return AzureStoreProvider.open(
        place, CONTEXT, AzureCredentials.of(place, CONTEXT), policies, maxPutFromUrlBytes);
  }

  /** The same place as {@code store}, with policies before the wire. */
  static AzureBlobStore through(AzureBlobStore store, HttpPipelinePolicy... last) {
    AzurePlace place = AzurePlace.of(store.root());
    return open(place.account(), place.container(), AzureBlobStore.MAX_PUT_FROM_URL_BYTES, last);
  }

  /** Leaves an uncommitted block, as another tool does. */
  static void leaveBlock(AzureBlobStore store, String name, String id, String content) {
    service(store)
        .send(
            BlobRequest.onBlob(HttpMethod.PUT, name)
                .query("comp", "block")
                .query("blockid", Content.base64(id.getBytes(StandardCharsets.UTF_8)))
                .body(BinaryData.fromString(content)),
            BlobCall.onContainer("prepare the test", true));
  }

  /** Puts a blob whatever its name. */
  static void putBlob(AzureBlobStore store, String name, String content) {
    service(store)
        .send(
            BlobRequest.onBlob(HttpMethod.PUT, name)
                .header("x-ms-blob-type", "BlockBlob")
                .body(BinaryData.fromString(content)),
            BlobCall.onContainer("prepare the test", true));
  }

  /** Raw requests to the container of {@code store}, for what a store never does. */
  private static BlobService service(AzureBlobStore store) {
    AzurePlace place = AzurePlace.of(store.root());
    AzureCredential credential = AzureCredentials.of(place, CONTEXT);
    return new BlobService(
        BlobPipeline.of(CONTEXT, credential, List.of()),
        place.endpoint(CONTEXT) + "/" + place.container(),
        new BlobFailures(place, credential),
        io.twinlake.core.store.Wire.OPEN);
  }

  static String container(AzureBlobStore store) {
    return AzurePlace.of(store.root()).container();
  }

  /** Says the names of metadata in their original case, which the fake's server does not see. */
  private static final class MetadataNames extends Wire.SyncOnly {
    private static final HttpHeaderName NAMES =
        HttpHeaderName.fromString(HierarchicalFake.METADATA_NAMES);

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      String names =
          context.getHttpRequest().getHeaders().stream()
              .map(HttpHeader::getName)
              .filter(name -> name.startsWith("x-ms-meta-"))
              .map(name -> name.substring("x-ms-meta-".length()))
              .collect(Collectors.joining(","));
      if (!names.isEmpty()) {
        context.getHttpRequest().setHeader(NAMES, names);
      }
      return next.processSync();
    }
  }
}
