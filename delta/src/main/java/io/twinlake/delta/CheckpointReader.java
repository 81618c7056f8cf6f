package io.twinlake.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultParquetHandler;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the files of checkpoints: Parquet by Delta Kernel, of which only the reader is used, and
 * JSON by our own. Only the columns that matter are read.
 */
final class CheckpointReader {
  private static final StructType VECTOR =
      new StructType()
          .add("storageType", StringType.STRING)
          .add("pathOrInlineDv", StringType.STRING)
          .add("offset", IntegerType.INTEGER)
          .add("sizeInBytes", IntegerType.INTEGER);
  private static final StructType SCHEMA =
      new StructType()
          .add(
              "add",
              new StructType()
                  .add("path", StringType.STRING)
                  .add("size", LongType.LONG)
                  .add("deletionVector", VECTOR))
          .add(
              "protocol",
              new StructType()
                  .add("minReaderVersion", IntegerType.INTEGER)
                  .add("minWriterVersion", IntegerType.INTEGER)
                  .add("readerFeatures", new ArrayType(StringType.STRING, true))
                  .add("writerFeatures", new ArrayType(StringType.STRING, true)))
          .add(
              "metaData",
              new StructType()
                  .add("id", StringType.STRING)
                  .add("configuration", new MapType(StringType.STRING, StringType.STRING, true)))
          .add("sidecar", new StructType().add("path", StringType.STRING));

  private static final StructType TRANSACTIONS =
      new StructType()
          .add(
              "txn",
              new StructType().add("appId", StringType.STRING).add("version", LongType.LONG));

  private final ObjectReader store;

  CheckpointReader(ObjectReader store) {
    this.store = store;
  }

  /**
   * Reads one file.
   *
   * @throws BrokenLogException if it is not what a checkpoint is made of
   * @throws io.twinlake.core.store.VersionChangedException if it is another version by now, or gone
   */
  CheckpointContent read(ObjectEntry file) {
    try {
      if (file.path().value().endsWith(".json")) {
        try (InputStream in =
            store.read(file.path(), ByteRange.whole(file.sizeBytes()), file.version())) {
          return CommitParser.readCheckpoint(in);
        }
      }
      return parquet(file);
    } catch (ReplicationException | BrokenLogException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw rootOf(e)
          .orElseGet(
              () ->
                  new BrokenLogException(
                      "%s cannot be read as a checkpoint: %s"
                          .formatted(file.path(), e.getMessage())));
    }
  }

  /** What a store said, however deep Parquet has wrapped it. */
  private static Optional<RuntimeException> rootOf(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ReplicationException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /**
   * The newest batch of {@code stream} that a checkpoint knows, by its main files.
   *
   * @throws BrokenLogException if one of them is not what a checkpoint is made of
   */
  OptionalLong batch(List<ObjectEntry> files, String stream) {
    OptionalLong newest = OptionalLong.empty();
    for (ObjectEntry file : files) {
      try {
        if (file.path().value().endsWith(".json")) {
          try (InputStream in =
              store.read(file.path(), ByteRange.whole(file.sizeBytes()), file.version())) {
            Long batch = CommitParser.readTransactions(in).get(stream);
            newest = batch == null ? newest : OptionalLong.of(batch);
          }
        } else {
          for (Row row : rows(file, TRANSACTIONS)) {
            if (!row.isNullAt(0) && row.getStruct(0).getString(0).equals(stream)) {
              newest = OptionalLong.of(row.getStruct(0).getLong(1));
            }
          }
        }
      } catch (ReplicationException | BrokenLogException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw rootOf(e)
            .orElseGet(
                () ->
                    new BrokenLogException(
                        "%s cannot be read as a checkpoint: %s"
                            .formatted(file.path(), e.getMessage())));
      }
    }
    return newest;
  }

  private List<Row> rows(ObjectEntry file, StructType schema) throws IOException {
    List<Row> all = new ArrayList<>();
    ParquetHandler handler = new DefaultParquetHandler(new StoreFiles(store, file));
    FileStatus status =
        FileStatus.of(StoreFiles.NAME, file.sizeBytes(), file.modifiedAt().toEpochMilli());
    try (CloseableIterator<FileReadResult> batches =
        handler.readParquetFiles(
            Utils.singletonCloseableIterator(status), schema, Optional.empty())) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getData().getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            if (!row.isNullAt(0)) {
              all.add(row);
            }
          }
        }
      }
    }
    return all;
  }

  private CheckpointContent parquet(ObjectEntry file) throws IOException {
    Gathered gathered = new Gathered();
    ParquetHandler handler = new DefaultParquetHandler(new StoreFiles(store, file));
    FileStatus status =
        FileStatus.of(StoreFiles.NAME, file.sizeBytes(), file.modifiedAt().toEpochMilli());
    try (CloseableIterator<FileReadResult> batches =
        handler.readParquetFiles(
            Utils.singletonCloseableIterator(status), SCHEMA, Optional.empty())) {
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next().getData();
        try (CloseableIterator<Row> rows = batch.getRows()) {
          while (rows.hasNext()) {
            gathered.row(rows.next());
          }
        }
      }
    }
    return gathered.content();
  }

  /**
   * Whether a Parquet file is whole by its end. One small request; a writer that is still at work
   * has not written it yet.
   */
  boolean isWhole(ObjectEntry file) {
    if (!file.path().value().endsWith(".parquet")) {
      return file.sizeBytes() > 0;
    }
    if (file.sizeBytes() < 12) {
      return false;
    }
    try (InputStream in =
        store.read(file.path(), new ByteRange(file.sizeBytes() - 8, 8), file.version())) {
      byte[] end = in.readNBytes(8);
      long footer =
          (end[0] & 0xffL)
              | (end[1] & 0xffL) << 8
              | (end[2] & 0xffL) << 16
              | (end[3] & 0xffL) << 24;
      return end[4] == 'P'
          && end[5] == 'A'
          && end[6] == 'R'
          && end[7] == '1'
          && footer > 0
          && footer + 12 <= file.sizeBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The rows of one file, understood. */
  private static final class Gathered {
    private Optional<Protocol> protocol = Optional.empty();
    private Optional<TableMetadata> metadata = Optional.empty();
    private final List<FileRef> adds = new ArrayList<>();
    private final List<String> sidecars = new ArrayList<>();
    private Optional<String> absolute = Optional.empty();

    void row(Row row) {
      if (!row.isNullAt(0)) {
        add(row.getStruct(0));
      } else if (!row.isNullAt(1)) {
        Row p = row.getStruct(1);
        protocol =
            Optional.of(
                new Protocol(
                    p.isNullAt(0) ? 0 : p.getInt(0),
                    p.isNullAt(1) ? 0 : p.getInt(1),
                    p.isNullAt(2) ? Set.of() : texts(p.getArray(2)),
                    p.isNullAt(3) ? Set.of() : texts(p.getArray(3))));
      } else if (!row.isNullAt(2)) {
        Row m = row.getStruct(2);
        metadata =
            Optional.of(
                new TableMetadata(
                    m.isNullAt(0) ? "" : m.getString(0),
                    m.isNullAt(1) ? Map.of() : texts(m.getMap(1))));
      } else if (!row.isNullAt(3)) {
        sidecars.add(row.getStruct(3).getString(0));
      }
    }

    private void add(Row add) {
      String path = add.getString(0);
      if (FilePath.isAbsolute(path)) {
        absolute = absolute.or(() -> Optional.of(FilePath.shown(path)));
        return;
      }
      try {
        Optional<FileRef.Vector> vector = Optional.empty();
        if (!add.isNullAt(2)) {
          Row v = add.getStruct(2);
          String storage = v.getString(0);
          long offset = v.isNullAt(2) ? 0 : v.getInt(2);
          vector =
              Optional.of(
                  new FileRef.Vector(
                      storage + v.getString(1) + "@" + offset,
                      FilePath.ofDeletionVector(storage, v.getString(1)),
                      offset,
                      v.isNullAt(3) ? 0 : v.getInt(3)));
        }
        adds.add(new FileRef(FilePath.relative(path), add.getLong(1), vector));
      } catch (AbsolutePathException e) {
        absolute = absolute.or(() -> Optional.of(e.getMessage()));
      }
    }

    private static Set<String> texts(ArrayValue array) {
      Set<String> all = new HashSet<>();
      for (int i = 0; i < array.getSize(); i++) {
        all.add(array.getElements().getString(i));
      }
      return all;
    }

    private static Map<String, String> texts(MapValue map) {
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < map.getSize(); i++) {
        if (!map.getValues().isNullAt(i)) {
          all.put(map.getKeys().getString(i), map.getValues().getString(i));
        }
      }
      return all;
    }

    CheckpointContent content() {
      return new CheckpointContent(protocol, metadata, adds, sidecars, absolute);
    }
  }
}
