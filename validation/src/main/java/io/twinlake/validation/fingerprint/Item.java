package io.twinlake.validation.fingerprint;

import java.util.Objects;

/**
 * One line of a node: an object, or a node below with what it spans.
 *
 * @param first path of the first object in it
 * @param last path of the last object in it; the same for an object
 * @param hash the object's content hash, or the node's name
 * @param objects how many objects are in it
 * @param bytes their length together
 */
public record Item(String first, String last, String hash, long objects, long bytes) {
  public Item {
    Objects.requireNonNull(first);
    Objects.requireNonNull(last);
    Objects.requireNonNull(hash);
  }

  /** One object. */
  public static Item object(String path, String hash, long bytes) {
    return new Item(path, path, hash, 1, bytes);
  }
}
