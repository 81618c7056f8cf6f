package io.twinlake.core.transfer;

import io.twinlake.core.store.ByteRange;
import java.io.Serializable;
import java.util.Objects;

/**
 * One block of a large object.
 *
 * @param index its place among the blocks of its object, from 0
 * @param offset where it begins in the object, in bytes
 * @param length its length in bytes, at least 1
 * @param id what the service calls it, Base64
 */
public record Block(int index, long offset, long length, String id) implements Serializable {
  public Block {
    Objects.requireNonNull(id);
    if (index < 0 || offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "Not a block: index %d, offset %d, length %d".formatted(index, offset, length));
    }
  }

  /** The bytes of the object that it holds. */
  public ByteRange range() {
    return new ByteRange(offset, length);
  }
}
