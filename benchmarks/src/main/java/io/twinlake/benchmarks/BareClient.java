package io.twinlake.benchmarks;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The least that copies a container: Azure's SDK for Java and 16 threads. It remembers nothing,
 * proves nothing and overwrites what is there. {@code BareClient inside|through|compare ENDPOINT
 * CONTAINER}; the keys of both accounts come by the environment.
 */
final class BareClient {
  private static final int THREADS = 16;

  private final BlobContainerClient source;
  private final BlobContainerClient target;

  private BareClient(String endpoint, String container) {
    this.source = container(endpoint, Lake.SOURCE_ACCOUNT, "SOURCE_KEY", Lake.CONTAINER);
    this.target = container(endpoint, Lake.TARGET_ACCOUNT, "TARGET_KEY", container);
  }

  private static BlobContainerClient container(
      String endpoint, String account, String key, String container) {
    return new BlobServiceClientBuilder()
        .endpoint(endpoint + "/" + account)
        .credential(new StorageSharedKeyCredential(account, System.getenv(key)))
        .httpClient(new JdkHttpClientBuilder().build())
        .buildClient()
        .getBlobContainerClient(container);
  }

  public static void main(String[] args) throws ExecutionException, InterruptedException {
    BareClient client = new BareClient(args[1], args[2]);
    switch (args[0]) {
      case "inside" -> client.forEach(client::copyInside);
      case "through" -> client.forEach(client::readAndWrite);
      case "compare" -> client.compare();
      default -> throw new IllegalArgumentException("inside, through or compare: " + args[0]);
    }
  }

  private void forEach(Consumer<String> copy) throws ExecutionException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (BlobItem item : source.listBlobs()) {
        running.add(workers.submit(() -> copy.accept(item.getName())));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private String signature;

  /** Signed once, for all. */
  private synchronized String signature() {
    if (signature == null) {
      signature =
          source.generateSas(
              new BlobServiceSasSignatureValues(
                  OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                  new BlobContainerSasPermission().setReadPermission(true)));
    }
    return signature;
  }

  private void copyInside(String name) {
    target
        .getBlobClient(name)
        .copyFromUrl(source.getBlobClient(name).getBlobUrl() + "?" + signature());
  }

  private void readAndWrite(String name) {
    target.getBlobClient(name).upload(source.getBlobClient(name).downloadContent(), true);
  }

  /** Names and lengths of both sides, which is all that it could know of a change. */
  private void compare() {
    Map<String, Long> there = sizes(target);
    long differing =
        sizes(source).entrySet().stream()
            .filter(e -> !Objects.equals(there.get(e.getKey()), e.getValue()))
            .count();
    if (differing > 0) {
      throw new IllegalStateException(differing + " blobs differ");
    }
  }

  private static Map<String, Long> sizes(BlobContainerClient container) {
    Map<String, Long> sizes = new TreeMap<>();
    container
        .listBlobs()
        .forEach(i -> sizes.put(i.getName(), i.getProperties().getContentLength()));
    return sizes;
  }
}
