package io.twinlake.validation;

import io.twinlake.core.settings.DataSize;
import java.util.Map;

/** What became of the Content-MD5 that a store keeps beside an object whose bytes were read. */
public enum StoredMd5 {
  /** It is that of the bytes. */
  RIGHT,
  /** It is not that of the bytes: they were damaged, or whoever wrote them let it stand. */
  WRONG,
  /** There is one, but the bytes were hashed by ranges, of which no MD5 can be composed. */
  NOT_CHECKED,
  /** The store keeps none, or the driver does not show it. */
  NONE;

  /** What a reader of the report must know. */
  static String sentence(Map<StoredMd5, Long> counts, DataSize largeFrom) {
    return "Stored Content-MD5s of what was read: %d right, %d wrong, %d not checked (objects of more than %s are hashed by ranges, of which no MD5 can be composed); %d times there was none."
        .formatted(
            counts.getOrDefault(RIGHT, 0L),
            counts.getOrDefault(WRONG, 0L),
            counts.getOrDefault(NOT_CHECKED, 0L),
            largeFrom,
            counts.getOrDefault(NONE, 0L));
  }
}
