package io.twinlake.core.ledger;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

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
    return reader
        .lines()
        .map(line -> RowCodec.decode(line, where))
        .onClose(
            () -> {
              try {
                reader.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
