package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.plan.EntryCodec;
import io.twinlake.core.plan.Seen;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Everything that is known of the paths of a dataset, one fact a row. Sorted by path, what belongs
 * together stands together: that is the join.
 */
final class SeenRows {
  static final String PATH = "path";
  static final String KIND = "kind";
  static final String AGE = "age";

  /** The path in UTF-8, as Spark orders bytes unsigned; then the kind of fact, then how new. */
  static final StructType COLUMNS =
      new StructType()
          .add(PATH, DataTypes.BinaryType, false)
          .add(KIND, DataTypes.IntegerType, false)
          .add(AGE, DataTypes.LongType, false)
          .add("fact", DataTypes.StringType, false);

  private static final int SOURCE = 0;
  private static final int TARGET = 1;
  private static final int LEDGER = 2;
  private static final int CLAIM = 3;
  private static final int DIRECTORY = 4;

  private static final String WHERE = "A ledger row in transit";

  private SeenRows() {}

  static Row listed(Side side, ObjectEntry entry) {
    return row(
        entry.path().value(), side == Side.SOURCE ? SOURCE : TARGET, 0, EntryCodec.encode(entry));
  }

  /** A directory that is still to be listed. Never part of a join. */
  static Row directory(ObjectPrefix prefix) {
    return row(prefix.value(), DIRECTORY, 0, prefix.value());
  }

  static boolean isDirectory(Row row) {
    return row.getInt(1) == DIRECTORY;
  }

  static String directory(Row row) {
    return row.getString(3);
  }

  /**
   * A row of the ledger.
   *
   * @param age of two rows of one path the one with the higher age is the newer
   */
  static Row ledger(LedgerRow row, long age) {
    return row(row.path().value(), LEDGER, age, RowCodec.encode(row));
  }

  static Row claim(LedgerRow row) {
    return row(row.path().value(), CLAIM, 0, RowCodec.encode(row));
  }

  private static Row row(String path, int kind, long age, String fact) {
    return RowFactory.create(path.getBytes(StandardCharsets.UTF_8), kind, age, fact);
  }

  /** Reads sorted rows, one path after the other. */
  static Iterator<Seen> byPath(Iterator<Row> sorted) {
    return new ByPath(sorted);
  }

  private static final class ByPath implements Iterator<Seen> {
    private final Iterator<Row> rows;
    private Row ahead;

    ByPath(Iterator<Row> rows) {
      this.rows = rows;
      advance();
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public Seen next() {
      if (ahead == null) {
        throw new NoSuchElementException();
      }
      byte[] path = ahead.getAs(0);
      Optional<ObjectEntry> source = Optional.empty();
      Optional<ObjectEntry> target = Optional.empty();
      Optional<LedgerRow> copied = Optional.empty();
      Optional<LedgerRow> claim = Optional.empty();
      long newest = Long.MIN_VALUE;
      while (ahead != null && Arrays.equals(path, ahead.getAs(0))) {
        String fact = ahead.getString(3);
        switch (ahead.getInt(1)) {
          case SOURCE -> source = Optional.of(EntryCodec.decode(fact));
          case TARGET -> target = Optional.of(EntryCodec.decode(fact));
          case CLAIM -> claim = Optional.of(RowCodec.decode(fact, WHERE));
          case LEDGER -> {
            if (ahead.getLong(2) >= newest) {
              newest = ahead.getLong(2);
              copied = Optional.of(RowCodec.decode(fact, WHERE));
            }
          }
          default -> throw new IllegalStateException("Not a fact: " + ahead.getInt(1));
        }
        advance();
      }
      return new Seen(
          ObjectPath.of(new String(path, StandardCharsets.UTF_8)), source, copied, claim, target);
    }

    private void advance() {
      ahead = rows.hasNext() ? rows.next() : null;
    }
  }
}
