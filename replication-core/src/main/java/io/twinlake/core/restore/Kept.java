package io.twinlake.core.restore;

import io.twinlake.core.store.ObjectEntry;
import java.util.Objects;

/**
 * Bytes in history.
 *
 * @param point the recovery point whose run replaced or deleted them
 * @param entry the object, by its path below the history root
 */
public record Kept(long point, ObjectEntry entry) {
  public Kept {
    Objects.requireNonNull(entry);
  }
}
