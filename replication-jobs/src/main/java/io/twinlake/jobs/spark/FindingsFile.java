package io.twinlake.jobs.spark;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Suspects;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
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

  /**
   * The paths of a stored file that differ or are on one side only, by dataset: all of them, so
   * memory grows with their number.
   *
   * @param path where {@link #store} put it
   * @param only names of the datasets that are meant; empty for all
   * @throws io.twinlake.core.ReplicationException if it is gone or cannot be read
   */
  public static Map<String, Set<ObjectPath>> suspects(
      ObjectStore control, String path, Set<String> only) {
    ObjectPath at = ObjectPath.of(path);
    ObjectEntry entry =
        control
            .find(at)
            .orElseThrow(
                () ->
                    new ReplicationException(
                        Effect.NONE_DO_NOT_RETRY,
                        "%s is gone from %s, which names all that the validation found. Validate again, then repair. Nothing was changed."
                            .formatted(path, control.root())));
    Map<String, Set<ObjectPath>> suspects = new TreeMap<>();
    try {
      Path spool = Files.createTempFile("twinlake-findings", ".parquet");
      try (InputStream in = control.read(at, ByteRange.whole(entry.sizeBytes()), entry.version())) {
        Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
        try (ParquetReader<Group> reader =
            new LedgerReaderBuilder(new SpooledInput(spool)).build()) {
          for (Group row = reader.read(); row != null; row = reader.read()) {
            String dataset = row.getString("dataset", 0);
            boolean meant = only.isEmpty() || only.contains(dataset);
            if (meant && Suspects.differs(Outcome.valueOf(row.getString("outcome", 0)))) {
              suspects
                  .computeIfAbsent(dataset, d -> new TreeSet<>())
                  .add(ObjectPath.of(row.getString("path", 0)));
            }
          }
        }
      } finally {
        Files.deleteIfExists(spool);
      }
    } catch (IOException | ParquetRuntimeException e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "%s cannot be read: %s. Validate again, then repair. Nothing was changed."
              .formatted(path, e.getMessage()),
          e);
    }
    return suspects;
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
