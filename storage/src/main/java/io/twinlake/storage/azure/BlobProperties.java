package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads a blob's properties out of response headers. */
final class BlobProperties {
  private static final String META = "x-ms-meta-";
  private static final Map<String, String> HEADERS =
      Map.of(
          "content-type", "Content-Type",
          "content-encoding", "Content-Encoding",
          "content-language", "Content-Language",
          "content-disposition", "Content-Disposition",
          "cache-control", "Cache-Control",
          "content-md5", "Content-MD5");
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "x-ms-blob-type", "BlobType",
          "x-ms-access-tier", "AccessTier",
          "x-ms-resource-type", "ResourceType",
          "content-length", "Content-Length");

  private BlobProperties() {}

  static ObjectEntry entry(ObjectPath path, HttpHeaders answer) {
    Map<String, String> headers = new TreeMap<>();
    Map<String, String> user = new TreeMap<>();
    Map<String, String> properties = new TreeMap<>();
    for (HttpHeader each : answer) {
      String name = each.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(META)) {
        user.put(each.getName().substring(META.length()), each.getValue());
      } else if (HEADERS.containsKey(name)) {
        headers.put(HEADERS.get(name), each.getValue());
      } else if (PROPERTIES.containsKey(name)) {
        properties.put(PROPERTIES.get(name), each.getValue());
      }
    }
    ListPage.Blob blob = new ListPage.Blob(path.value(), properties, user);
    return new ObjectEntry(
        path,
        length(answer),
        version(answer),
        modified(answer),
        blob.type(),
        ObjectMetadata.of(headers, user));
  }

  static ObjectVersion version(HttpHeaders answer) {
    return ObjectVersion.strong(required(answer, HttpHeaderName.ETAG));
  }

  static Instant modified(HttpHeaders answer) {
    return ServiceClock.parse(required(answer, HttpHeaderName.LAST_MODIFIED))
        .orElseThrow(() -> unusable(HttpHeaderName.LAST_MODIFIED));
  }

  static long length(HttpHeaders answer) {
    return Long.parseLong(required(answer, HttpHeaderName.CONTENT_LENGTH));
  }

  private static String required(HttpHeaders answer, HttpHeaderName name) {
    String value = answer.getValue(name);
    if (value == null || value.isBlank()) {
      throw unusable(name);
    }
    return value;
  }

  private static StoreException unusable(HttpHeaderName name) {
    return new StoreException(
        Effect.UNKNOWN,
        StoreProblem.OTHER,
        "The service answered without %s. Something between it and here may strip headers; look at the proxy."
            .formatted(name));
  }
}
