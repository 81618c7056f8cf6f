package io.twinlake.core.ledger;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** One row a line, gzip: the segments of small runs, readable with {@code zcat}. */
public final class JsonLines implements SegmentFormat {
  public static final JsonLines FORMAT = new JsonLines();

  private JsonLines() {}

  @Override
  public String name() {
    return "jsonl";
  }

  @Override
  public String extension() {
    return ".jsonl.gz";
  }

  @Override
  public void write(Iterator<LedgerRow> rows, OutputStream out) throws IOException {
    GZIPOutputStream zip = new GZIPOutputStream(out, 1 << 16);
    BufferedWriter writer =
        new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8), 1 << 16);
    while (rows.hasNext()) {
      writer.write(RowCodec.encode(rows.next()));
      writer.write('\n');
    }
    writer.flush();
    zip.finish();
  }

  @Override
  public Stream<LedgerRow> read(InputStream in, String where) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(in, 1 << 16), StandardCharsets.UTF_8),
            1 << 16);
    Spliterator<LedgerRow> rows =
        Spliterators.spliteratorUnknownSize(
            new Rows(reader, where), Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(rows, false)
        .onClose(
            () -> {
              try {
                reader.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** Rows as they are read. */
  private static final class Rows implements Iterator<LedgerRow> {
    private final BufferedReader reader;
    private final String where;
    private String line;

    Rows(BufferedReader reader, String where) {
      this.reader = reader;
      this.where = where;
    }

    @Override
    public boolean hasNext() {
      if (line == null) {
        line = readLine();
      }
      return line != null;
    }

    @Override
    public LedgerRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String read = line;
      line = null;
      return RowCodec.decode(read, where);
    }

    private String readLine() {
      try {
        return reader.readLine();
      } catch (ZipException | EOFException e) {
        throw Json.damaged(where, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new ReplicationException(
            Effect.NONE_MAY_RETRY,
            "%s could not be read to its end: %s. Nothing was changed. Run again."
                .formatted(where, e.getMessage()),
            e);
      }
    }
  }
}
