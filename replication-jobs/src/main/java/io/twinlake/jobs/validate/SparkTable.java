package io.twinlake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.twinlake.core.traffic.Traffic;
import io.twinlake.validation.Cost;
import io.twinlake.validation.Disagreement;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.PartitionDifference;
import io.twinlake.validation.RowDifference;
import io.twinlake.validation.TableEngine;
import io.twinlake.validation.TableRead;
import io.twinlake.validation.TableRequest;
import io.twinlake.validation.TableSide;
import io.twinlake.validation.table.RowSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/** One table on both sides. The driver sees one row for each partition, one after the other. */
final class SparkTable implements TableEngine.Opened {
  /** Partitions that may be unreadable before the whole table is. */
  private static final int MOST_UNREADABLE = 20;

  /** Rows that differ which are brought to the driver. */
  private static final int MOST_ROWS = 10_000;

  /** Tasks that hold the sums of all partitions. */
  private static final int SUM_TASKS = 4;

  private final SparkSession session;
  private final TableRequest request;
  private final List<String> schema;
  private final List<String> labels;
  private final Dataset<Row> source;
  private final Dataset<Row> target;
  private final StructType hashed;
  private final Map<String, String> unreadable = new TreeMap<>();
  private final LongAccumulator bytes;
  private final LongAccumulator tasks;

  SparkTable(
      SparkSession session,
      TableRequest request,
      List<String> schema,
      List<String> labels,
      Dataset<Row> source,
      Dataset<Row> target,
      int columns) {
    this.session = session;
    this.request = request;
    this.schema = List.copyOf(schema);
    this.labels = List.copyOf(labels);
    this.source = source;
    this.target = target;
    this.hashed = new StructType(Arrays.copyOf(source.schema().fields(), columns));
    this.bytes = session.sparkContext().longAccumulator();
    this.tasks = session.sparkContext().longAccumulator();
  }

  static String label(int index) {
    return "__twinlake_partition_" + index;
  }

  @Override
  public List<String> schema() {
    return schema;
  }

  @Override
  public List<String> partitionedBy() {
    return labels;
  }

  @Override
  public TableRead read(Consumer<PartitionDifference> each) {
    while (true) {
      Dataset<Row> sums = sums().persist(StorageLevel.DISK_ONLY());
      try {
        sums.count();
        return told(sums, each);
      } catch (Exception e) {
        passOver(e);
      } finally {
        sums.unpersist();
      }
    }
  }

  /**
   * Leaves out the partition whose file cannot be read; throws where it is not known or too many.
   */
  private void passOver(Exception e) {
    ReaderError error = ReaderError.of(e);
    String partition = error.file().map(file -> PartitionLabel.of(file, labels)).orElse("");
    if (labels.isEmpty()
        || partition.isEmpty()
        || unreadable.size() >= MOST_UNREADABLE
        || unreadable.containsKey(partition)) {
      throw SparkTables.unreadable(request, e);
    }
    unreadable.put(partition, error.text());
  }

  private Dataset<Row> sums() {
    Dataset<Row> both = sums(source, true).union(sums(target, false));
    return grouped(both, List.of(SumTask.PARTITION), SumTask.NUMBERS).coalesce(SUM_TASKS);
  }

  private Dataset<Row> sums(Dataset<Row> side, boolean isSource) {
    return session.createDataFrame(
        readable(side)
            .toJavaRDD()
            .mapPartitions(new SumTask(hashed, labels, isSource, bytes, tasks)),
        SumTask.COLUMNS);
  }

  private static Dataset<Row> grouped(Dataset<Row> rows, List<String> by, List<String> numbers) {
    List<Column> sums = new ArrayList<>();
    numbers.forEach(number -> sums.add(sum(number).as(number)));
    return rows.groupBy(by.stream().map(c -> col(c)).toArray(Column[]::new))
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  private Dataset<Row> readable(Dataset<Row> side) {
    Dataset<Row> kept = side;
    for (String partition : unreadable.keySet()) {
      kept = kept.filter(not(in(partition)));
    }
    return kept;
  }

  private Column in(String partition) {
    List<String> values = PartitionLabel.values(partition);
    Column all = lit(true);
    for (int i = 0; i < labels.size(); i++) {
      all = all.and(col(label(i)).eqNullSafe(lit(values.get(i))));
    }
    return all;
  }

  private TableRead told(Dataset<Row> sums, Consumer<PartitionDifference> each) {
    RowSum left = RowSum.EMPTY;
    RowSum right = RowSum.EMPTY;
    for (Iterator<Row> rows = sums.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      RowSum atSource = rowSum(row, 1);
      RowSum atTarget = rowSum(row, 1 + SumTask.NUMBERS.size() / 2);
      left = left.plus(atSource);
      right = right.plus(atTarget);
      each.accept(
          told(
              row.getString(0),
              atSource.equals(atTarget) ? Outcome.MATCH : Outcome.DIFFERS,
              atSource,
              atTarget,
              ""));
    }
    unreadable.forEach(
        (partition, why) ->
            each.accept(told(partition, Outcome.UNREADABLE, RowSum.EMPTY, RowSum.EMPTY, why)));
    Optional<Disagreement> disagreement =
        request.byKey() ? Optional.of(disagreement()) : Optional.empty();
    return new TableRead(
        new TableSide(left.rows(), left.hex(), request.sourceVersion()),
        new TableSide(right.rows(), right.hex(), request.targetVersion()),
        disagreement,
        new Cost(Traffic.NONE, left.rows() + right.rows(), bytes.value(), tasks.value()));
  }

  private static RowSum rowSum(Row row, int from) {
    long[] limbs = new long[RowSum.LIMBS];
    for (int i = 0; i < limbs.length; i++) {
      limbs[i] = row.getLong(from + 1 + i);
    }
    return RowSum.of(row.getLong(from), limbs);
  }

  private static PartitionDifference told(
      String partition, Outcome outcome, RowSum left, RowSum right, String detail) {
    return new PartitionDifference(
        partition,
        outcome,
        new TableSide(left.rows(), left.hex(), Optional.empty()),
        new TableSide(right.rows(), right.hex(), Optional.empty()),
        detail,
        List.of(),
        0);
  }

  @Override
  public Map<String, List<RowDifference>> rows(List<String> partitions, int most) {
    Column wanted = lit(false);
    for (String partition : partitions) {
      wanted = wanted.or(in(partition));
    }
    Map<String, List<RowDifference>> found = new TreeMap<>();
    try {
      keys(wanted, List.of(SumTask.PARTITION, KeyTask.KEY))
          .filter(not(isEqual()))
          .orderBy(SumTask.PARTITION, KeyTask.KEY)
          .limit(MOST_ROWS)
          .collectAsList()
          .forEach(
              row ->
                  found
                      .computeIfAbsent(row.getString(0), p -> new ArrayList<>())
                      .add(new RowDifference(row.getString(1), row.getLong(2), row.getLong(3))));
      return found;
    } catch (Exception e) {
      throw SparkTables.unreadable(request, e);
    }
  }

  private Dataset<Row> keys(Column wanted, List<String> by) {
    return grouped(
        keys(source.filter(wanted), true).union(keys(target.filter(wanted), false)),
        by,
        KeyTask.NUMBERS);
  }

  private Dataset<Row> keys(Dataset<Row> side, boolean isSource) {
    return session.createDataFrame(
        readable(side)
            .toJavaRDD()
            .mapPartitions(new KeyTask(hashed, labels, request.rows().key(), isSource)),
        KeyTask.COLUMNS);
  }

  private static Column isEqual() {
    Column equal = col("s").equalTo(col("t"));
    for (int i = 0; i < RowSum.LIMBS; i++) {
      equal = equal.and(col("l" + i).equalTo(lit(0L)));
    }
    return equal;
  }

  private Disagreement disagreement() {
    Column only = lit(1L);
    Row counts =
        keys(lit(true), List.of(KeyTask.KEY))
            .agg(
                sum(when(isEqual(), only).otherwise(lit(0L))),
                sum(
                    when(col("s").gt(lit(0L)).and(col("t").gt(lit(0L))).and(not(isEqual())), only)
                        .otherwise(lit(0L))),
                sum(when(col("t").equalTo(lit(0L)), only).otherwise(lit(0L))),
                sum(when(col("s").equalTo(lit(0L)), only).otherwise(lit(0L))))
            .first();
    return Disagreement.of(
        number(counts, 0),
        number(counts, 1),
        number(counts, 2),
        number(counts, 3),
        request.rows().from(request.now()),
        request.rows().to(request.now()));
  }

  private static Column not(Column column) {
    return org.apache.spark.sql.functions.not(column);
  }

  private static long number(Row row, int at) {
    return row.isNullAt(at) ? 0 : row.getLong(at);
  }

  @Override
  public void close() {
    // Sums are given back as soon as they are told.
  }
}
