package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.SegmentFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Segments as Parquet: one typed column for each part of a row, Snappy, readable by any engine.
 *
 * <p>Written and read with the cluster's own Parquet, but moved through the object store: a segment
 * is passed on as it is written, and spooled to a local temporary file to be read. Times are kept
 * to the microsecond, rounded down, which makes a weak version younger, never older.
 */
public final class ParquetSegments implements SegmentFormat {
  public static final ParquetSegments FORMAT = new ParquetSegments();

  private ParquetSegments() {}

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String extension() {
    return ".parquet";
  }

  @Override
  public void write(Iterator<LedgerRow> rows, OutputStream out) throws IOException {
    try (ParquetWriter<LedgerRow> writer =
        new LedgerWriterBuilder(new PassingOutput(out)).build()) {
      while (rows.hasNext()) {
        writer.write(rows.next());
      }
    }
  }

  @Override
  public Stream<LedgerRow> read(InputStream in, String where) throws IOException {
    Path spool = Files.createTempFile("twinlake-segment", extension());
    try (in) {
      Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
      ParquetReader<Group> reader = new LedgerReaderBuilder(new SpooledInput(spool)).build();
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(
                  new Rows(reader, where), Spliterator.ORDERED | Spliterator.NONNULL),
              false)
          .onClose(() -> close(reader, spool));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(spool);
      throw e;
    }
  }

  private static void close(ParquetReader<Group> reader, Path spool) {
    try {
      reader.close();
      Files.deleteIfExists(spool);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of one file, one ahead. */
  private static final class Rows implements Iterator<LedgerRow> {
    private final ParquetReader<Group> reader;
    private final String where;
    private Group next;

    Rows(ParquetReader<Group> reader, String where) throws IOException {
      this.reader = reader;
      this.where = where;
      this.next = reader.read();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public LedgerRow next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      LedgerRow row = LedgerColumns.row(next);
      try {
        next = reader.read();
      } catch (IOException e) {
        throw new UncheckedIOException(where + " cannot be read", e);
      }
      return row;
    }
  }
}
