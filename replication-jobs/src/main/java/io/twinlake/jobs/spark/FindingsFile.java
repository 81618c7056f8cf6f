package io.twinlake.jobs.spark;

import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.validation.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * All findings of one validation that are not a match, as Parquet: spooled to a local temporary
 * file as they come, then put on the control root as {@code findings/validation=<id>/}, so that all
 * validations are one table. However many there are, memory holds one row group.
 */
public final class FindingsFile implements AutoCloseable {
  private static final String FORMAT_KEY = "twinlake.format";
  private static final String FORMAT = "validation-findings/1.0";
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message finding {
            required binary dataset (STRING);
            required binary path (STRING);
            required binary outcome (STRING);
            optional int64 source_bytes;
            optional int64 target_bytes;
            optional binary source_hash (STRING);
            optional binary target_hash (STRING);
            required binary detail (STRING);
          }
          """);

  private record Line(String dataset, Finding finding) {}

  private final Path spool;
  private final ParquetWriter<Line> writer;
  private long lines;

  /** Begins an empty file. */
  public FindingsFile() {
    try {
      spool = Files.createTempFile("twinlake-findings", ".parquet");
      OutputStream out = Files.newOutputStream(spool);
      writer = new Builder(new PassingOutput(out)).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a finding down, unless it is no news: a match, or an object that was not drawn. */
  public void add(String dataset, Finding finding) {
    if (!finding.isNews()) {
      return;
    }
    try {
      writer.write(new Line(dataset, finding));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines++;
  }

  /**
   * Puts the file on the control root.
   *
   * @param id the validation's
   * @return where it is; empty if nothing was taken down, and nothing was put
   */
  public Optional<String> store(ObjectStore control, String id) {
    if (lines == 0) {
      return Optional.empty();
    }
    ObjectPath path = ObjectPath.of("findings/validation=" + id + "/findings.parquet");
    try {
      writer.close();
      try (InputStream in = Files.newInputStream(spool)) {
        control.write(path, in, Files.size(spool), ObjectMetadata.NONE, Expected.absent());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(path.value());
  }

  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(spool);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Line, Builder> {
    Builder(OutputFile file) {
      super(file);
      withCompressionCodec(CompressionCodecName.SNAPPY);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Line> getWriteSupport(Configuration conf) {
      return new Writing();
    }
  }

  private static final class Writing extends WriteSupport<Line> {
    private RecordConsumer out;

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, Map.of(FORMAT_KEY, FORMAT));
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Line line) {
      Finding finding = line.finding();
      out.startMessage();
      text("dataset", line.dataset());
      text("path", finding.path().value());
      text("outcome", finding.outcome().name());
      finding.sourceBytes().ifPresent(bytes -> number("source_bytes", bytes));
      finding.targetBytes().ifPresent(bytes -> number("target_bytes", bytes));
      finding.sourceHash().ifPresent(hash -> text("source_hash", hash));
      finding.targetHash().ifPresent(hash -> text("target_hash", hash));
      text("detail", finding.detail());
      out.endMessage();
    }

    private void text(String column, String value) {
      begin(column);
      out.addBinary(Binary.fromString(value));
      end(column);
    }

    private void number(String column, long value) {
      begin(column);
      out.addLong(value);
      end(column);
    }

    private void begin(String column) {
      out.startField(column, SCHEMA.getFieldIndex(column));
    }

    private void end(String column) {
      out.endField(column, SCHEMA.getFieldIndex(column));
    }
  }
}
