package io.twinlake.storage.azure;

import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Takes what a caller streams, counting, before anything of it is sent. */
final class Content {
  private Content() {}

  /** The next {@code length} bytes; fails where there are fewer. */
  static byte[] next(ObjectPath path, InputStream content, int length, long wholeBytes) {
    try {
      byte[] bytes = content.readNBytes(length);
      if (bytes.length != length) {
        throw wrongLength(path, wholeBytes, "fewer");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Fails where there is more than was said. */
  static void requireEnd(ObjectPath path, InputStream content, long wholeBytes) {
    try {
      if (content.read() >= 0) {
        throw wrongLength(path, wholeBytes, "more");
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  static StoreException wrongLength(ObjectPath path, long wholeBytes, String arrived) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.CORRUPTED,
        "%s was to have %d bytes, but %s arrived. Nothing was written."
            .formatted(path, wholeBytes, arrived));
  }

  static StoreException unreadable(ObjectPath path, IOException cause) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "The content for %s could not be read. Nothing was written.".formatted(path),
        cause);
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has MD5", e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
