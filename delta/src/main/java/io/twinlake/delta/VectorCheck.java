package io.twinlake.delta;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Reads a file of deletion vectors as "Deletion Vector File Storage Format" in Delta's PROTOCOL.md
 * has it: a byte with the version, and for each vector its length, its bytes and their CRC-32.
 */
final class VectorCheck {
  private static final int VERSION = 1;
  private static final int CHUNK_BYTES = 1 << 16;

  /**
   * A vector that is not what its commit says.
   *
   * @param what in words
   */
  record Damage(FileRef.Vector vector, String what) {}

  private VectorCheck() {}

  /** Which of {@code vectors}, all in {@code file}, are damaged. One read. */
  static List<Damage> damages(
      ObjectReader store, ObjectEntry file, Collection<FileRef.Vector> vectors) {
    List<FileRef.Vector> inOrder =
        vectors.stream().sorted(Comparator.comparingLong(FileRef.Vector::offset)).toList();
    List<Damage> damages = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                store.read(file.path(), ByteRange.whole(file.sizeBytes()), file.version()),
                CHUNK_BYTES))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        inOrder.forEach(v -> damages.add(damage(v, file, "is in a file of version " + version)));
        return damages;
      }
      long at = 1;
      for (FileRef.Vector vector : inOrder) {
        if (vector.offset() < at) {
          damages.add(damage(vector, file, "lies inside of another one"));
          continue;
        }
        in.skipNBytes(vector.offset() - at);
        long size = in.readInt();
        at = vector.offset() + 4;
        if (size != vector.size()) {
          damages.add(
              damage(
                  vector,
                  file,
                  "has %d bytes, and its commit says %d".formatted(size, vector.size())));
          continue;
        }
        long computed = crc(in, size);
        at += size + 4;
        if ((in.readInt() & 0xffffffffL) != computed) {
          damages.add(damage(vector, file, "does not fit its CRC-32"));
        }
      }
    } catch (EOFException e) {
      inOrder.stream()
          .filter(v -> v.end() > file.sizeBytes())
          .forEach(v -> damages.add(damage(v, file, "is cut off")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return damages;
  }

  private static long crc(DataInputStream in, long size) throws IOException {
    CRC32 crc = new CRC32();
    byte[] chunk = new byte[(int) Math.min(size, CHUNK_BYTES)];
    for (long left = size; left > 0; ) {
      int read = (int) Math.min(left, chunk.length);
      in.readFully(chunk, 0, read);
      crc.update(chunk, 0, read);
      left -= read;
    }
    return crc.getValue();
  }

  private static Damage damage(FileRef.Vector vector, ObjectEntry file, String what) {
    return new Damage(
        vector,
        "the deletion vector at byte %d of %s %s"
            .formatted(vector.offset(), file.path().name(), what));
  }
}
