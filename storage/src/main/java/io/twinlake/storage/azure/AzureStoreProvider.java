package io.twinlake.storage.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StorePlace;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Opens {@code abfs}, {@code abfss}, {@code wasb} and {@code wasbs} roots natively: {@link
 * AzureBlobStore}. Endpoint and credentials come from the Hadoop settings that ABFS reads.
 */
public final class AzureStoreProvider implements StoreProvider {
  static final String HISTORY_CONTAINER = "twinlake-history";

  @Override
  public boolean serves(URI root, StoreContext context) {
    return isServed(root)
        && switch (context.driver(root)) {
          case NATIVE -> true;
          case HADOOP -> false;
          case AUTO -> NativeChoice.isNative(root, context);
        };
  }

  /** Whether {@code root} is a place on Azure, by whatever driver it is reached. */
  public static boolean isServed(URI root) {
    return AzurePlace.isServed(root);
  }

  @Override
  public ObjectStore open(URI root, StoreContext context) {
    AzurePlace place = AzurePlace.of(root);
    return open(place, context, AzureCredentials.of(place, context), List.of());
  }

  static AzureBlobStore open(
      AzurePlace place,
      StoreContext context,
      AzureCredential credential,
      List<HttpPipelinePolicy> last) {
    return open(place, context, credential, last, AzureBlobStore.MAX_PUT_FROM_URL_BYTES);
  }

  static AzureBlobStore open(
      AzurePlace place,
      StoreContext context,
      AzureCredential credential,
      List<HttpPipelinePolicy> last,
      long maxPutFromUrlBytes) {
    return open(place, context, credential, last, maxPutFromUrlBytes, Clock.systemUTC());
  }

  /**
   * @param clock by which signatures for copies are made
   */
  static AzureBlobStore open(
      AzurePlace place,
      StoreContext context,
      AzureCredential credential,
      List<HttpPipelinePolicy> last,
      long maxPutFromUrlBytes,
      Clock clock) {
    String container = "/" + BlobNames.encode(place.container());
    String containerUrl = place.endpoint(context) + container;
    HttpPipeline pipeline = BlobPipeline.of(context, credential, last);
    BlobFailures failures = new BlobFailures(place, credential);
    BlobService dataLake =
        new BlobService(
            pipeline, place.dataLakeEndpoint(context) + container, failures, context.wire());
    // A container's signature may ask at its container only.
    String accountUrl =
        credential instanceof AzureCredential.Sas ? containerUrl : place.endpoint(context) + "/";
    return new AzureBlobStore(
        place,
        credential,
        new BlobService(pipeline, containerUrl, failures, context.wire()),
        dataLake,
        new CopySource(containerUrl, place.container(), credential, clock),
        new AccountKind(
            place,
            context,
            credential,
            new BlobService(pipeline, accountUrl, failures, context.wire()),
            dataLake),
        maxPutFromUrlBytes);
  }

  @Override
  public boolean tellsRequests() {
    return true;
  }

  @Override
  public StorePlace place(URI root, StoreContext context) {
    AzurePlace place = AzurePlace.of(root);
    String container = "container %s of account %s".formatted(place.container(), place.account());
    return new StorePlace(
        container,
        place.container() + "@" + place.account(),
        place.account() + "." + place.suffix(),
        Optional.ofNullable(URI.create(place.endpoint(context)).getHost()),
        true,
        "the role '%s' on %s".formatted(Remedies.READER, container),
        "the role '%s' on %s".formatted(Remedies.CONTRIBUTOR, container),
        "Create it: az storage container create --account-name %s --name %s --auth-mode login"
            .formatted(place.account(), place.container()));
  }

  @Override
  public String canonical(URI root) {
    return AzurePlace.of(root).canonical();
  }

  /** {@code twinlake-history} on the same account, with a folder for each data container. */
  @Override
  public URI defaultHistory(URI dataRoot) {
    AzurePlace place = AzurePlace.of(dataRoot);
    return new AzurePlace(
            place.account(),
            place.suffix(),
            HISTORY_CONTAINER,
            place.container() + "/" + place.path(),
            place.secureScheme())
        .uri();
  }
}
