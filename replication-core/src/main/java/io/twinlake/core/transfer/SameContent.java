package io.twinlake.core.transfer;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Compares two objects byte by byte, reading both. Stops at the first difference. */
final class SameContent {
  private static final int CHUNK_BYTES = 1 << 16;

  private SameContent() {}

  /**
   * The hash of the shared content; empty if the contents differ.
   *
   * @throws VersionChangedException if one of them is no longer the version that its entry names
   */
  static Optional<Crc64> compare(
      ObjectReader left, ObjectEntry leftEntry, ObjectReader right, ObjectEntry rightEntry) {
    if (leftEntry.sizeBytes() != rightEntry.sizeBytes()) {
      return Optional.empty();
    }
    ByteRange whole = ByteRange.whole(leftEntry.sizeBytes());
    byte[] leftChunk = new byte[CHUNK_BYTES];
    byte[] rightChunk = new byte[CHUNK_BYTES];
    try (PinnedBody leftBody = new PinnedBody(left, leftEntry, whole);
        PinnedBody rightBody = new PinnedBody(right, rightEntry, whole)) {
      while (true) {
        int leftRead = next(leftBody, leftChunk);
        int rightRead = next(rightBody, rightChunk);
        if (!Arrays.equals(leftChunk, 0, leftRead, rightChunk, 0, rightRead)) {
          return Optional.empty();
        }
        if (leftRead < CHUNK_BYTES) {
          return Optional.of(leftBody.crc64());
        }
      }
    }
  }

  private static int next(PinnedBody body, byte[] chunk) {
    try {
      return body.readNBytes(chunk, 0, chunk.length);
    } catch (IOException e) {
      throw body.failure().<ReplicationException>map(f -> f).orElseThrow(() -> broken(e));
    }
  }

  private static IllegalStateException broken(IOException e) {
    return new IllegalStateException("A body fails with its reason", e);
  }
}
