package io.twinlake.core.ledger;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes and reads segments through the object store. */
public final class Segments {
  private final ObjectStore control;
  private final Map<String, SegmentFormat> formats;

  public Segments(ObjectStore control, List<SegmentFormat> formats) {
    this.control = control;
    this.formats =
        formats.stream().collect(Collectors.toMap(SegmentFormat::name, Function.identity()));
  }

  private Segments(ObjectStore control, Map<String, SegmentFormat> formats) {
    this.control = control;
    this.formats = formats;
  }

  /** The same on the same control root, asked through another store. */
  public Segments through(ObjectStore other) {
    return new Segments(other, formats);
  }

  /** Reads a segment's rows lazily, in order. The caller closes the stream. */
  public Stream<LedgerRow> read(Segment segment) {
    SegmentFormat format = formats.get(segment.format());
    if (format == null) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Ledger segment %s has format '%s', which this command cannot read here. Run it with Spark."
              .formatted(segment.path(), segment.format()));
    }
    try {
      InputStream in =
          control.read(
              ObjectPath.of(segment.path()),
              ByteRange.whole(segment.sizeBytes()),
              ObjectVersion.decode(segment.version()));
      return format.read(in, "Ledger segment " + segment.path());
    } catch (VersionChangedException e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          ("Ledger segment %s, which the newest recovery point names, is gone or altered. Nothing was"
                  + " changed. Restore it, or run rebuild-ledger.")
              .formatted(segment.path()),
          e);
    } catch (IOException e) {
      throw new ReplicationException(
          Effect.NONE_MAY_RETRY,
          "Ledger segment %s cannot be read: %s".formatted(segment.path(), e.getMessage()),
          e);
    }
  }

  /**
   * Writes one segment; it exists once a recovery point names it. Rows are spooled to a local
   * temporary file first, so memory does not grow with them.
   *
   * @param rows at least one, in {@link LedgerRow#ORDER}
   */
  public Segment write(
      ObjectPath path, SegmentFormat format, Iterator<LedgerRow> rows, long point, boolean base) {
    Bounds bounds = new Bounds(rows);
    try {
      Path spool = Files.createTempFile("twinlake-segment", format.extension());
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16)) {
          format.write(bounds, out);
        }
        long size = Files.size(spool);
        ObjectEntry written = put(path, spool, size);
        return new Segment(
            path.value(),
            format.name(),
            bounds.count,
            size,
            written.version().encoded(),
            bounds.first,
            bounds.last,
            point,
            base);
      } finally {
        Files.deleteIfExists(spool);
      }
    } catch (IOException e) {
      throw new ReplicationException(
          Effect.NONE_MAY_RETRY,
          "Ledger segment %s cannot be spooled in %s: %s. Nothing was committed; what was copied is kept. Make room there, or set java.io.tmpdir, then run again."
              .formatted(path, System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  private ObjectEntry put(ObjectPath path, Path spool, long size) throws IOException {
    try (InputStream in = Files.newInputStream(spool)) {
      return control.write(path, in, size, ObjectMetadata.NONE, Expected.absent());
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
    }
    control.createRoot();
    try (InputStream in = Files.newInputStream(spool)) {
      return control.write(path, in, size, ObjectMetadata.NONE, Expected.absent());
    }
  }

  /**
   * Passes rows on and notes their bounds; rows out of order would make every later diff wrong, so
   * they are refused.
   */
  private static final class Bounds implements Iterator<LedgerRow> {
    private final Iterator<LedgerRow> rows;
    private String first = "";
    private String last = "";
    private LedgerRow previous;
    private long count;

    Bounds(Iterator<LedgerRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public LedgerRow next() {
      LedgerRow row = rows.next();
      if (previous == null) {
        first = Segment.key(row);
      } else if (LedgerRow.ORDER.compare(previous, row) >= 0) {
        throw new IllegalStateException("Ledger rows out of order at " + row.path());
      }
      previous = row;
      last = Segment.key(row);
      count++;
      return row;
    }
  }
}
