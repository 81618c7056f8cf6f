package io.twinlake.delta;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Compares commits by their bytes. */
final class Hashes {
  private static final int CHUNK_BYTES = 1 << 16;

  private Hashes() {}

  static String sha256(String text) {
    return HexFormat.of()
        .formatHex(CommitParser.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(CommitParser.sha256().digest(bytes));
  }

  /** Of an object's content. */
  static String sha256(ObjectReader store, ObjectEntry object) {
    MessageDigest digest = CommitParser.sha256();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in =
        store.read(object.path(), ByteRange.whole(object.sizeBytes()), object.version())) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether two objects have the same content. Reads both unless length or mark decide. */
  static boolean same(ObjectReader source, ObjectEntry a, ObjectReader target, ObjectEntry b) {
    if (a.sizeBytes() != b.sizeBytes()) {
      return false;
    }
    if (a.version().strength() == ObjectVersion.Strength.STRONG
        && b.metadata().sourceVersion().filter(a.version()::equals).isPresent()) {
      return true;
    }
    try (InputStream left = source.read(a.path(), ByteRange.whole(a.sizeBytes()), a.version());
        InputStream right = target.read(b.path(), ByteRange.whole(b.sizeBytes()), b.version())) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
