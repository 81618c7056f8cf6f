package io.twinlake.jobs.distcp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The objects of a load, in a file of this machine: names below the dataset's root, and lengths.
 */
final class CopyList {
  private CopyList() {}

  /** What went into a list. */
  record Written(long objects, long bytes) {}

  /** Told of each object of a list. */
  interface Each {
    void object(String path, long sizeBytes) throws IOException;
  }

  /** Writes a list. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private final org.apache.hadoop.fs.Path root;
    private long objects;
    private long bytes;

    Writer(Path file, URI root) throws IOException {
      this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
      this.root = new org.apache.hadoop.fs.Path(root);
    }

    /**
     * Adds an object, unless Hadoop would read its name as another: those are left to our engine.
     */
    void add(String path, long sizeBytes) {
      if (!hadoopKeeps(root, path)) {
        return;
      }
      try {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        out.writeInt(name.length);
        out.write(name);
        out.writeLong(sizeBytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      objects++;
      bytes += sizeBytes;
    }

    Written written() {
      return new Written(objects, bytes);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Whether Hadoop's way of naming files can name this object. */
  static boolean hadoopKeeps(org.apache.hadoop.fs.Path root, String path) {
    String below = root.toUri().getPath();
    String whole = (below.endsWith("/") ? below : below + "/") + path;
    try {
      org.apache.hadoop.fs.Path named = named(root, path);
      return named.toUri().getPath().equals(whole) && !path.contains(":");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static org.apache.hadoop.fs.Path named(org.apache.hadoop.fs.Path root, String path) {
    return new org.apache.hadoop.fs.Path(root, path);
  }

  static void read(Path file, Each each) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        byte[] name;
        try {
          name = new byte[in.readInt()];
        } catch (EOFException end) {
          return;
        }
        in.readFully(name);
        each.object(new String(name, StandardCharsets.UTF_8), in.readLong());
      }
    }
  }
}
