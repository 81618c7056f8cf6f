package io.twinlake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;

import io.twinlake.jobs.spark.Cluster;
import io.twinlake.validation.HashEngine;
import io.twinlake.validation.ObjectJob;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Lists and hashes one side of a dataset on the executors: they list, look up what is remembered,
 * and read the rest. The driver sees one sorted part after the other. The session is the caller's:
 * used, never stopped.
 */
public final class SparkHashes implements HashEngine {
  /** Rows that one task sorts, and that the driver sees at once. */
  private static final long ROWS_PER_TASK = 100_000;

  private static final long BYTES_PER_TASK = 1L << 30;
  private static final long OBJECTS_PER_TASK = 10_000;
  private static final int MOST_TASKS = 100_000;

  private final Supplier<SparkSession> session;

  /**
   * @param session asked when a dataset is large enough
   */
  public SparkHashes(Supplier<SparkSession> session) {
    this.session = session;
  }

  @Override
  public long hash(ObjectJob job, String site, Optional<String> memory, Consumer<Hashed> take) {
    String name = job.dataset().name();
    try (Cluster cluster = new Cluster(session.get(), job.run())) {
      Dataset<Row> recalled = cluster.step("list " + name, () -> recalled(cluster, job, memory));
      return cluster.step(
          "hash " + name,
          () -> {
            Dataset<Row> all = recalled.filter(col(ObjectRows.KIND).equalTo(ObjectRows.HASHED));
            Dataset<Row> read =
                read(
                    cluster,
                    job,
                    site,
                    recalled.filter(col(ObjectRows.KIND).equalTo(ObjectRows.PAIR)));
            Row total =
                read.filter(col(ObjectRows.KIND).equalTo(ObjectRows.TOTAL))
                    .agg(sum(ObjectRows.M))
                    .first();
            tell(all.union(read.filter(col(ObjectRows.KIND).equalTo(ObjectRows.HASHED))), take);
            return total.isNullAt(0) ? 0L : total.getLong(0);
          });
    }
  }

  /** What was listed: with the hash that is remembered of it, or as what is to be read. */
  private static Dataset<Row> recalled(Cluster cluster, ObjectJob job, Optional<String> memory) {
    JavaRDD<Row> listed = new SideListing(cluster, job, ObjectRows.SOURCE).rows();
    JavaRDD<Row> seen =
        cluster.pin(
            memory
                .map(
                    path ->
                        listed.union(
                            cluster
                                .context()
                                .parallelize(List.of(path), 1)
                                .mapPartitions(
                                    new RememberedTask(job, cluster.traffic(job.throttle())))))
                .orElse(listed));
    int parts = tasks(cluster, seen.count(), ROWS_PER_TASK, 1000);
    return cluster.keep(
        cluster
            .table(seen, ObjectRows.COLUMNS)
            .repartitionByRange(parts, col(ObjectRows.PATH))
            .sortWithinPartitions(ObjectRows.PATH, ObjectRows.KIND)
            .toJavaRDD()
            .mapPartitions(new RecallTask(job, cluster.traffic(job.throttle()))),
        ObjectRows.COLUMNS);
  }

  private static Dataset<Row> read(
      Cluster cluster, ObjectJob job, String site, Dataset<Row> unknown) {
    Row amount = unknown.agg(count(col(ObjectRows.KIND)), sum(ObjectRows.N)).first();
    if (amount.getLong(0) == 0) {
      return unknown;
    }
    int parts =
        Math.max(
            tasks(cluster, amount.getLong(0), OBJECTS_PER_TASK, 100),
            tasks(cluster, amount.getLong(1), BYTES_PER_TASK, 64L << 20));
    int threads = Math.max(1, job.transfer().maxInFlight() / cluster.tasksPerJvm());
    JavaRDD<Row> read =
        cluster.pin(
            unknown
                .toJavaRDD()
                .repartition(parts)
                .mapPartitions(new HashTask(job, cluster.traffic(job.throttle()), site, threads)));
    // Ends the pinning: only now are all hashes of one reading.
    read.foreachPartition(rows -> {});
    return cluster.table(read, ObjectRows.COLUMNS);
  }

  private static void tell(Dataset<Row> hashed, Consumer<Hashed> take) {
    int parts = (int) Math.min(MOST_TASKS, hashed.count() / ROWS_PER_TASK + 1);
    Iterator<Row> rows =
        hashed
            .repartitionByRange(parts, col(ObjectRows.PATH))
            .sortWithinPartitions(ObjectRows.PATH)
            .toLocalIterator();
    while (rows.hasNext()) {
      take.accept(ObjectRows.hashed(rows.next()));
    }
  }

  private static int tasks(Cluster cluster, long amount, long each, long least) {
    long needed = (amount + each - 1) / each;
    long useful = Math.min(cluster.slots(), (amount + least - 1) / least);
    return (int) Math.min(MOST_TASKS, Math.max(1, Math.max(needed, useful)));
  }
}
