package io.twinlake.storage.azure;

import com.azure.core.http.policy.HttpPipelinePolicy;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreProvider;
import java.net.URI;
import java.time.Clock;
import java.util.List;

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
    String containerUrl = place.endpoint(context) + "/" + BlobNames.encode(place.container());
    return new AzureBlobStore(
        place,
        new BlobService(
            BlobPipeline.of(context, credential, last),
            containerUrl,
            new BlobFailures(place, credential)),
        new CopySource(containerUrl, place.container(), credential, Clock.systemUTC()));
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
