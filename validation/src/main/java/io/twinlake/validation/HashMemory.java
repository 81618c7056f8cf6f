package io.twinlake.validation;

import io.twinlake.core.json.Json;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The content hashes of one dataset at one site, by object version, so that no version is read
 * twice. Gzipped JSON lines in path order on the site's control root; read and written in one pass
 * beside a listing, so that memory does not grow with it.
 */
public final class HashMemory {
  /**
   * What is known of one version.
   *
   * @param path below the dataset's root
   * @param version which version
   * @param bytes its length
   * @param hash its CRC-64/NVME
   * @param listedAt when that version was listed, by the clock of its store
   */
  public record Row(String path, String version, long bytes, String hash, Instant listedAt) {
    /** Whether it is known of exactly this version, and that version proves sameness. */
    public boolean isOf(ObjectEntry entry) {
      return path.equals(entry.path().value())
          && bytes == entry.sizeBytes()
          && version.equals(entry.version().encoded())
          && entry.version().provesSameness(listedAt);
    }
  }

  private HashMemory() {}

  /**
   * All that the memory at {@code path} knows, in path order; nothing where there is none. The
   * caller closes the stream.
   */
  public static Stream<Row> rows(ObjectStore control, String path) {
    Optional<BufferedReader> lines = lines(control, Optional.of(path));
    return lines.isEmpty()
        ? Stream.empty()
        : lines.get().lines().map(HashMemory::parse).onClose(() -> close(lines.get()));
  }

  private static Optional<BufferedReader> lines(ObjectStore control, Optional<String> path) {
    Optional<ObjectEntry> there = path.flatMap(p -> control.find(ObjectPath.of(p)));
    return there.map(
        entry -> {
          try {
            InputStream in =
                control.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version());
            return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw Json.damaged("Hash memory " + entry.path(), e.getMessage(), e);
          }
        });
  }

  private static Row parse(String line) {
    return Json.parse(line, Row.class, "A hash memory");
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An earlier memory, asked for paths in their order. */
  static final class Reader implements AutoCloseable {
    private final Optional<BufferedReader> lines;
    private Optional<Row> next = Optional.empty();

    private Reader(Optional<BufferedReader> lines) {
      this.lines = lines;
      advance();
    }

    /** The memory at {@code path}; an empty one where there is none. */
    static Reader open(ObjectStore control, Optional<String> path) {
      return new Reader(lines(control, path));
    }

    private void advance() {
      try {
        String line = lines.isPresent() ? lines.get().readLine() : null;
        next = line == null ? Optional.empty() : Optional.of(parse(line));
      } catch (IOException e) {
        throw Json.damaged("A hash memory", e.getMessage(), e);
      }
    }

    /** The row of exactly this version of the object, if its version proves sameness. */
    Optional<Row> of(ObjectEntry entry) {
      while (next.isPresent()
          && ObjectPath.compareUtf8(next.get().path(), entry.path().value()) < 0) {
        advance();
      }
      return next.filter(row -> row.isOf(entry));
    }

    @Override
    public void close() {
      lines.ifPresent(HashMemory::close);
    }
  }

  /** A new memory, written to a file of this machine until it is whole. */
  static final class Recorder implements AutoCloseable {
    private final Path file;
    private final Writer lines;

    Recorder() {
      try {
        file = Files.createTempFile("twinlake-hashes", ".jsonl.gz");
        lines =
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void add(ObjectPath path, ObjectVersion version, long bytes, String hash, Instant listedAt) {
      try {
        lines.write(Json.line(new Row(path.value(), version.encoded(), bytes, hash, listedAt)));
        lines.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Puts it where nothing is. */
    void put(ObjectStore control, ObjectPath at) {
      try {
        lines.close();
        try (InputStream in = Files.newInputStream(file)) {
          control.write(at, in, Files.size(file), ObjectMetadata.NONE, Expected.absent());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        lines.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
