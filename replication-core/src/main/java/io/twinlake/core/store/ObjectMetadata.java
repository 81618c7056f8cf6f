package io.twinlake.core.store;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What travels with an object beside its bytes.
 *
 * @param headers content headers by their HTTP name ({@code Content-Type}, {@code
 *     Content-Encoding}, {@code Content-Language}, {@code Content-Disposition}, {@code
 *     Cache-Control}, {@code Content-MD5} in Base64). The MD5 is advisory: Azure does not keep it
 *     true.
 * @param user metadata that users and tools set, names in their original case
 */
public record ObjectMetadata(SortedMap<String, String> headers, SortedMap<String, String> user)
    implements Serializable {
  /**
   * Names the source version that our copy was made from, so that an unknown outcome can be looked
   * up and a lost ledger rebuilt.
   */
  public static final String SOURCE_VERSION = "twinlake_src";

  public static final ObjectMetadata NONE = new ObjectMetadata(new TreeMap<>(), new TreeMap<>());

  public ObjectMetadata {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
  }

  public static ObjectMetadata of(Map<String, String> headers, Map<String, String> user) {
    return new ObjectMetadata(new TreeMap<>(headers), new TreeMap<>(user));
  }

  /** The same with {@link #SOURCE_VERSION} set. */
  public ObjectMetadata copiedFrom(ObjectVersion source) {
    SortedMap<String, String> marked = new TreeMap<>(user);
    marked.put(SOURCE_VERSION, source.encoded());
    return new ObjectMetadata(headers, marked);
  }

  /** The same without what Twinlake added, for comparing a copy with its source. */
  public ObjectMetadata withoutOurs() {
    SortedMap<String, String> plain = new TreeMap<>(user);
    plain.remove(SOURCE_VERSION);
    return new ObjectMetadata(headers, plain);
  }

  /**
   * The version of the source object that this object is a copy of, where Twinlake wrote it
   * natively.
   */
  public Optional<ObjectVersion> sourceVersion() {
    return Optional.ofNullable(user.get(SOURCE_VERSION))
        .filter(v -> v.startsWith("s:") || v.startsWith("w:"))
        .map(ObjectVersion::decode);
  }
}
