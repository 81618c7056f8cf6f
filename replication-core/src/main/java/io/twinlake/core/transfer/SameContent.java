package io.twinlake.core.transfer;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Compares contents byte by byte, reading both. Stops at the first difference. */
final class SameContent {
  private static final int CHUNK_BYTES = 1 << 16;

  private SameContent() {}

  /**
   * The hash of the shared content; empty if the contents differ. Objects of different sizes are
   * not read.
   *
   * @throws VersionChangedException if one of them is no longer the version that its entry names
   */
  static Optional<Crc64> compare(
      ObjectReader left, ObjectEntry leftEntry, ObjectReader right, ObjectEntry rightEntry) {
    if (leftEntry.sizeBytes() != rightEntry.sizeBytes()) {
      return Optional.empty();
    }
    ByteRange whole = ByteRange.whole(leftEntry.sizeBytes());
    try (PinnedBody leftBody = new PinnedBody(left, leftEntry, whole);
        PinnedBody rightBody = new PinnedBody(right, rightEntry, whole)) {
      try {
        return isEqual(leftBody, rightBody) ? Optional.of(leftBody.crc64()) : Optional.empty();
      } catch (IOException e) {
        throw leftBody
            .failure()
            .or(rightBody::failure)
            .orElseThrow(() -> new IllegalStateException("A body says why it fails", e));
      }
    }
  }

  /** Reads both to their ends, or to the first difference. */
  static boolean isEqual(InputStream left, InputStream right) throws IOException {
    byte[] leftChunk = new byte[CHUNK_BYTES];
    byte[] rightChunk = new byte[CHUNK_BYTES];
    while (true) {
      int leftRead = left.readNBytes(leftChunk, 0, CHUNK_BYTES);
      int rightRead = right.readNBytes(rightChunk, 0, CHUNK_BYTES);
      if (!Arrays.equals(leftChunk, 0, leftRead, rightChunk, 0, rightRead)) {
        return false;
      }
      if (leftRead < CHUNK_BYTES) {
        return true;
      }
    }
  }
}
