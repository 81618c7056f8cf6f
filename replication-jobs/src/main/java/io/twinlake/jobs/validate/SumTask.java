package io.twinlake.jobs.validate;

import io.twinlake.validation.table.CanonicalRow;
import io.twinlake.validation.table.RowSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/** Adds the rows of its part up, by partition of the table. Holds one sum for each. */
final class SumTask implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1L;

  static final String PARTITION = "partition";

  /** Rows and limbs of the source, then those of the target. */
  static final List<String> NUMBERS =
      List.of("sr", "s0", "s1", "s2", "s3", "tr", "t0", "t1", "t2", "t3");

  static final StructType COLUMNS = columns();

  private final StructType columns;
  private final List<String> labels;
  private final boolean source;
  private final LongAccumulator bytes;
  private final LongAccumulator tasks;

  /**
   * @param columns what is hashed: the first columns of each row
   * @param labels the columns that partitions are told apart by, whose texts follow
   */
  SumTask(
      StructType columns,
      List<String> labels,
      boolean source,
      LongAccumulator bytes,
      LongAccumulator tasks) {
    this.columns = columns;
    this.labels = new ArrayList<>(labels);
    this.source = source;
    this.bytes = bytes;
    this.tasks = tasks;
  }

  private static StructType columns() {
    StructType type = new StructType().add(PARTITION, DataTypes.StringType, false);
    for (String number : NUMBERS) {
      type = type.add(number, DataTypes.LongType, false);
    }
    return type;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    TaskCompletionListener reporting =
        done -> bytes.add(done.taskMetrics().inputMetrics().bytesRead());
    task.addTaskCompletionListener(reporting);
    tasks.add(1);
    RowWriter writer = new RowWriter(columns);
    CanonicalRow canonical = new CanonicalRow();
    Map<List<String>, RowSum> sums = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      writer.write(row, canonical);
      sums.merge(labels(row, columns.length(), labels.size()), canonical.sum(), RowSum::plus);
    }
    List<Row> all = new ArrayList<>(sums.size());
    sums.forEach((values, sum) -> all.add(row(PartitionLabel.of(labels, values), sum)));
    return all.iterator();
  }

  static List<String> labels(Row row, int from, int count) {
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(row.getString(from + i));
    }
    return values;
  }

  private Row row(String label, RowSum sum) {
    Object[] row = new Object[COLUMNS.length()];
    Arrays.fill(row, 0L);
    row[0] = label;
    int at = source ? 1 : 1 + NUMBERS.size() / 2;
    row[at] = sum.rows();
    for (int i = 0; i < RowSum.LIMBS; i++) {
      row[at + 1 + i] = sum.limbs()[i];
    }
    return RowFactory.create(row);
  }
}
