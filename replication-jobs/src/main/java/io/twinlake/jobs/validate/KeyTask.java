package io.twinlake.jobs.validate;

import io.twinlake.validation.table.CanonicalRow;
import io.twinlake.validation.table.RowSum;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Names each row of its part by its key and its hash. The limbs of the target's hashes are
 * negative, so that the sums of a key are zero exactly when both sides have the same rows under it.
 */
final class KeyTask implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1L;

  static final String KEY = "key";

  /** Rows of the source, rows of the target, and four limbs. */
  static final List<String> NUMBERS = List.of("s", "t", "l0", "l1", "l2", "l3");

  static final StructType COLUMNS = columns();

  private final StructType columns;
  private final List<String> labels;
  private final List<String> key;
  private final boolean source;

  /**
   * @param columns what is hashed: the first columns of each row
   * @param labels the columns that partitions are told apart by, whose texts follow
   * @param key the columns that name a row, whose texts follow; empty to name it by its hash
   */
  KeyTask(StructType columns, List<String> labels, List<String> key, boolean source) {
    this.columns = columns;
    this.labels = new ArrayList<>(labels);
    this.key = new ArrayList<>(key);
    this.source = source;
  }

  private static StructType columns() {
    StructType type =
        new StructType()
            .add(SumTask.PARTITION, DataTypes.StringType, false)
            .add(KEY, DataTypes.StringType, false);
    for (String number : NUMBERS) {
      type = type.add(number, DataTypes.LongType, false);
    }
    return type;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    RowWriter writer = new RowWriter(columns);
    CanonicalRow canonical = new CanonicalRow();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        writer.write(row, canonical);
        return named(row, canonical.sum());
      }
    };
  }

  private Row named(Row row, RowSum sum) {
    String label = PartitionLabel.of(labels, SumTask.labels(row, columns.length(), labels.size()));
    long sign = source ? 1 : -1;
    long[] limbs = sum.limbs();
    return RowFactory.create(
        label,
        name(row, sum),
        source ? 1L : 0L,
        source ? 0L : 1L,
        sign * limbs[0],
        sign * limbs[1],
        sign * limbs[2],
        sign * limbs[3]);
  }

  private String name(Row row, RowSum sum) {
    if (key.isEmpty()) {
      return "row " + sum.hex().substring(0, 16);
    }
    StringBuilder name = new StringBuilder();
    int from = columns.length() + labels.size();
    for (int i = 0; i < key.size(); i++) {
      String value = row.getString(from + i);
      name.append(i == 0 ? "" : ", ").append(key.get(i)).append('=');
      name.append(value == null ? "null" : value.replace(",", "\\,"));
    }
    return name.toString();
  }
}
