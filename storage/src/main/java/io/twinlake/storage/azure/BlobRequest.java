package io.twinlake.storage.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.util.BinaryData;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.RequestKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request to a container or blob, before it is signed.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api">Blob
 *     service REST API</a>
 */
final class BlobRequest {
  private static final Map<String, String> HEADER_NAMES =
      Map.of(
          "Content-Type", "x-ms-blob-content-type",
          "Content-Encoding", "x-ms-blob-content-encoding",
          "Content-Language", "x-ms-blob-content-language",
          "Content-Disposition", "x-ms-blob-content-disposition",
          "Cache-Control", "x-ms-blob-cache-control",
          "Content-MD5", "x-ms-blob-content-md5");

  private final HttpMethod method;
  private final Optional<String> blob;
  private boolean dataLake;
  private final Map<String, String> query = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Optional<BinaryData> body = Optional.empty();
  private boolean account;
  private Optional<Duration> patience = Optional.empty();
  private long copied;

  private BlobRequest(HttpMethod method, Optional<String> blob) {
    this.method = method;
    this.blob = blob;
  }

  static BlobRequest onContainer(HttpMethod method) {
    return new BlobRequest(method, Optional.empty()).query("restype", "container");
  }

  /** The properties of the account's blob service, asked at the account. */
  static BlobRequest onService() {
    BlobRequest request = new BlobRequest(HttpMethod.GET, Optional.empty());
    request.account = true;
    return request.query("restype", "service").query("comp", "properties");
  }

  /**
   * @param name the blob's name in the container, raw
   */
  static BlobRequest onBlob(HttpMethod method, String name) {
    return new BlobRequest(method, Optional.of(name));
  }

  /** Account information, asked at the account or at a container. */
  static BlobRequest onAccount() {
    return new BlobRequest(HttpMethod.GET, Optional.empty())
        .query("restype", "account")
        .query("comp", "properties");
  }

  /** A request to the Data Lake endpoint's container. */
  static BlobRequest onFileSystem(HttpMethod method) {
    return new BlobRequest(method, Optional.empty()).query("resource", "filesystem");
  }

  /**
   * A request to the Data Lake endpoint.
   *
   * @param name the path in the container, raw
   */
  static BlobRequest onPath(HttpMethod method, String name) {
    BlobRequest request = new BlobRequest(method, Optional.of(name));
    request.dataLake = true;
    return request;
  }

  BlobRequest query(String name, String value) {
    query.put(name, value);
    return this;
  }

  BlobRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  BlobRequest body(BinaryData content) {
    body = Optional.of(content);
    return this;
  }

  /**
   * Where the service takes the content from.
   *
   * @param bytes how much it copies
   */
  BlobRequest copying(CopySource.Access source, ObjectVersion version, long bytes) {
    copied = bytes;
    header("x-ms-copy-source", source.url());
    header("x-ms-source-if-match", quoted(version));
    source.authorization().ifPresent(a -> header("x-ms-copy-source-authorization", a));
    return this;
  }

  /** The condition under which a write happens. */
  BlobRequest expecting(Expected expected) {
    return expected
        .version()
        .map(version -> header("If-Match", quoted(version)))
        .orElseGet(() -> header("If-None-Match", "*"));
  }

  /** Sends user metadata, and nothing where there is none. */
  BlobRequest user(ObjectMetadata metadata) {
    metadata.user().forEach((name, value) -> header("x-ms-meta-" + name, value));
    return this;
  }

  /** Sends content headers; those that the service does not keep are left out. */
  BlobRequest contentHeaders(ObjectMetadata metadata) {
    metadata
        .headers()
        .forEach(
            (name, value) -> {
              String sent = HEADER_NAMES.get(name);
              if (sent != null) {
                header(sent, value);
              }
            });
    return this;
  }

  static String quoted(ObjectVersion version) {
    return '"' + version.value() + '"';
  }

  /** The longest wait for the answer, where the usual one is too short. */
  BlobRequest patience(Duration atLeast) {
    patience = Optional.of(atLeast);
    return this;
  }

  Optional<Duration> patience() {
    return patience;
  }

  /** The blob's name in the container; empty for the container. */
  String name() {
    return blob.orElse("");
  }

  HttpMethod method() {
    return method;
  }

  Map<String, String> headers() {
    return headers;
  }

  Optional<BinaryData> body() {
    return body;
  }

  /** As what it is counted and billed. */
  RequestKind kind() {
    String comp = query.getOrDefault("comp", "");
    boolean copies = headers.containsKey("x-ms-copy-source");
    return switch (method) {
      case GET -> {
        if (comp.equals("list") || query.containsKey("resource")) {
          yield RequestKind.LIST;
        }
        yield comp.isEmpty() ? RequestKind.READ : RequestKind.LOOK;
      }
      case HEAD -> RequestKind.LOOK;
      case DELETE -> RequestKind.DELETE;
      case PUT -> {
        if (query.getOrDefault("resource", "").equals("directory")) {
          yield RequestKind.OTHER;
        }
        if (comp.equals("block")) {
          yield copies ? RequestKind.COPY_BLOCK : RequestKind.BLOCK;
        }
        yield copies ? RequestKind.COPY : blob.isEmpty() ? RequestKind.LIST : RequestKind.WRITE;
      }
      default -> RequestKind.OTHER;
    };
  }

  /** How long its body is, or how much it makes the service copy. */
  long bytes() {
    return copied > 0 ? copied : body.map(BinaryData::getLength).orElse(0L);
  }

  String url(String containerUrl) {
    // The container is the last segment.
    int end = account ? containerUrl.lastIndexOf('/') + 1 : containerUrl.length();
    StringBuilder url = new StringBuilder(containerUrl.substring(0, end));
    blob.ifPresent(
        name ->
            url.append('/').append(dataLake ? BlobNames.encodePath(name) : BlobNames.encode(name)));
    char separator = '?';
    for (Map.Entry<String, String> each : query.entrySet()) {
      url.append(separator)
          .append(each.getKey())
          .append('=')
          .append(BlobNames.encode(each.getValue()));
      separator = '&';
    }
    return url.toString();
  }
}
