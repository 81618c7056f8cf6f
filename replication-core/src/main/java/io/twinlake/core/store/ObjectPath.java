package io.twinlake.core.store;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where an object is, below the root of its store or dataset: raw, undecoded, as the service names
 * it.
 *
 * <p>Any non-empty text is a path here: {@code a//b}, {@code a/}, {@code x/../z} and {@code a%2Fb}
 * are all different objects of a flat account. A store that cannot hold a name refuses it before it
 * writes. Order is that of the unsigned bytes of the UTF-8 form, which is the order of the Blob
 * service's own listings.
 */
public record ObjectPath(String value) implements Comparable<ObjectPath>, Serializable {

  public ObjectPath {
    Objects.requireNonNull(value);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("An object path cannot be empty");
    }
  }

  public static ObjectPath of(String value) {
    return new ObjectPath(value);
  }

  /** The part behind the last slash; empty for a path that ends with one. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /**
   * What precedes {@link #name()}, with its slash; {@link ObjectPrefix#ALL} for a path without one.
   */
  public ObjectPrefix directory() {
    return new ObjectPrefix(value.substring(0, value.lastIndexOf('/') + 1));
  }

  /**
   * Compares by unsigned UTF-8 bytes; {@link String#compareTo} differs from it for characters
   * beyond the first plane.
   */
  @Override
  public int compareTo(ObjectPath other) {
    return compareUtf8(value, other.value);
  }

  /** Compares two texts by the unsigned bytes of their UTF-8 forms. */
  public static int compareUtf8(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean aSurrogate = Character.isSurrogate(a);
        boolean bSurrogate = Character.isSurrogate(b);
        // Surrogates stand for code points above every other char, so above U+E000 to U+FFFF too.
        return aSurrogate == bSurrogate ? Character.compare(a, b) : aSurrogate ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  @Override
  public String toString() {
    return value;
  }
}
