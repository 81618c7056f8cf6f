package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Instant;

/** Reads a blob's properties out of response headers. */
final class BlobProperties {
  private BlobProperties() {}

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
