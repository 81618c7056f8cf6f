package io.twinlake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;

import io.twinlake.jobs.spark.Cluster;
import io.twinlake.validation.Cost;
import io.twinlake.validation.LargePair;
import io.twinlake.validation.ObjectEngine;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares the objects of a dataset on the executors: they list both sides (or read the ledger),
 * join, and read what is to be read; objects of many ranges are hashed by many tasks. The driver
 * sees counts, and findings one after the other; listings and pairs stay on the executors' disks.
 * The session is the caller's: used, never stopped.
 */
public final class SparkObjects implements ObjectEngine {
  /** Rows that one task joins. */
  private static final long ROWS_PER_TASK = 100_000;

  /** What one task reads, in bytes of both sides. */
  private static final long BYTES_PER_TASK = 1L << 30;

  /** Pairs that one task reads. */
  private static final long PAIRS_PER_TASK = 10_000;

  /** Ranges that one task hashes. */
  private static final long RANGES_PER_TASK = 8;

  private static final int MOST_TASKS = 100_000;

  /** How often a large object is hashed that changes meanwhile. */
  private static final int ROUNDS = 4;

  private final Supplier<SparkSession> session;

  /**
   * @param session asked when a dataset is large enough
   */
  public SparkObjects(Supplier<SparkSession> session) {
    this.session = session;
  }

  /** One comparison's RDDs. */
  private static final class Work {
    private final Cluster cluster;
    private final ObjectJob job;
    private final int threads;
    private final List<Dataset<Row>> results = new ArrayList<>();
    private long tasks;

    Work(Cluster cluster, ObjectJob job) {
      this.cluster = cluster;
      this.job = job;
      this.threads = Math.max(1, job.transfer().maxInFlight() / cluster.tasksPerJvm());
    }

    /** Both listings, or the ledger and the target's listing, sorted and joined. */
    Dataset<Row> named() {
      JavaRDD<Row> seen =
          new SideListing(cluster, job, ObjectRows.TARGET)
              .rows()
              .union(
                  job.againstPoint()
                      ? ledger()
                      : new SideListing(cluster, job, ObjectRows.SOURCE).rows());
      JavaRDD<Row> pinned = cluster.pin(seen);
      int parts = counted(pinned.count(), ROWS_PER_TASK, 1000);
      tasks += pinned.getNumPartitions();
      JavaRDD<Row> sorted =
          cluster
              .table(pinned, ObjectRows.COLUMNS)
              .repartitionByRange(parts, col(ObjectRows.PATH))
              .sortWithinPartitions(ObjectRows.PATH, ObjectRows.KIND, ObjectRows.N)
              .toJavaRDD();
      tasks += parts;
      return result(
          cluster.keep(
              sorted.mapPartitions(new PairTask(job, cluster.traffic(job.throttle()))),
              ObjectRows.COLUMNS));
    }

    private JavaRDD<Row> ledger() {
      return job.segments().isEmpty()
          ? cluster.context().emptyRDD()
          : cluster
              .context()
              .parallelize(job.segments(), job.segments().size())
              .mapPartitions(new LedgerRowsTask(job, cluster.traffic(job.throttle())));
    }

    /** Reads the pairs that one task each can read. */
    void read(Dataset<Row> named) {
      Dataset<Row> pairs = of(named, ObjectRows.PAIR);
      Row amount = pairs.agg(count(col(ObjectRows.KIND)), sum(ObjectRows.N)).first();
      if (amount.getLong(0) == 0) {
        return;
      }
      int parts =
          Math.max(
              counted(amount.getLong(0), PAIRS_PER_TASK, 100),
              counted(amount.getLong(1), BYTES_PER_TASK, 64L << 20));
      tasks += parts;
      JavaRDD<Row> read =
          cluster.pin(
              pairs
                  .toJavaRDD()
                  .repartition(parts)
                  .mapPartitions(new ReadTask(job, cluster.traffic(job.throttle()), threads)));
      // Ends the pinning: only now do counts and findings certainly come of the same attempts.
      read.foreachPartition(rows -> {});
      result(cluster.table(read, ObjectRows.COLUMNS));
    }

    /** Hashes large objects range by range, and those again that changed meanwhile. */
    void hash(Dataset<Row> named) {
      Dataset<Row> large = of(named, ObjectRows.LARGE);
      for (int round = 1; round <= ROUNDS; round++) {
        Row amount = large.agg(count(col(ObjectRows.KIND)), sum(ObjectRows.N)).first();
        if (amount.getLong(0) == 0) {
          return;
        }
        large = hash(large, amount.getLong(0), amount.getLong(1), round == ROUNDS);
      }
    }

    private Dataset<Row> hash(Dataset<Row> large, long objects, long bytes, boolean lastTime) {
      long range = job.transfer().partSize().bytes();
      int parts = counted(bytes / range + objects, RANGES_PER_TASK, 1);
      JavaRDD<Row> answers =
          cluster.pin(
              large
                  .toJavaRDD()
                  .flatMap(
                      row ->
                          LargePair.parts(ObjectRows.pair(row), range).stream()
                              .map(part -> ObjectRows.part(row, part))
                              .iterator())
                  .repartition(parts)
                  .mapPartitions(new RangeTask(job, cluster.traffic(job.throttle()), threads)));
      answers.foreachPartition(rows -> {});
      int composing = counted(objects, 1000, 1);
      tasks += parts + composing;
      JavaRDD<Row> composed =
          cluster.pin(
              cluster
                  .table(answers.union(large.toJavaRDD()), ObjectRows.COLUMNS)
                  .repartition(composing, col(ObjectRows.PATH))
                  .sortWithinPartitions(ObjectRows.PATH, ObjectRows.KIND)
                  .toJavaRDD()
                  .mapPartitions(new ComposeTask(job, cluster.traffic(job.throttle()), lastTime)));
      composed.foreachPartition(rows -> {});
      return of(result(cluster.table(composed, ObjectRows.COLUMNS)), ObjectRows.LARGE);
    }

    private static Dataset<Row> of(Dataset<Row> rows, int kind) {
      return rows.filter(col(ObjectRows.KIND).equalTo(kind));
    }

    private Dataset<Row> result(Dataset<Row> rows) {
      results.add(rows);
      return rows;
    }

    /** So many tasks as share the work, and as can run at once where each has something to do. */
    private int counted(long amount, long each, long least) {
      long needed = (amount + each - 1) / each;
      long useful = Math.min(cluster.slots(), (amount + least - 1) / least);
      return (int) Math.min(MOST_TASKS, Math.max(1, Math.max(needed, useful)));
    }

    /** Hands on what all tasks counted and found. */
    long tell(Told told) {
      Dataset<Row> all = results.get(0);
      for (Dataset<Row> more : results.subList(1, results.size())) {
        all = all.union(more);
      }
      Row totals = of(all, ObjectRows.TOTAL).agg(sum(ObjectRows.N), sum(ObjectRows.M)).first();
      told.comparedByContent(totals.getLong(0));
      long news = 0;
      Iterator<Row> counts =
          of(all, ObjectRows.COUNT)
              .groupBy(col(ObjectRows.A), col(ObjectRows.B))
              .agg(sum(ObjectRows.N), sum(ObjectRows.M))
              .orderBy(ObjectRows.A, ObjectRows.B)
              .toLocalIterator();
      while (counts.hasNext()) {
        Row row = counts.next();
        Outcome outcome = Outcome.valueOf(row.getString(1));
        news += outcome == Outcome.MATCH ? 0 : row.getLong(2);
        told.counted(row.getString(0), outcome, row.getLong(2), row.getLong(3));
      }
      if (news > 0) {
        Iterator<Row> findings =
            of(all, ObjectRows.FINDING).orderBy(ObjectRows.PATH).toLocalIterator();
        while (findings.hasNext()) {
          told.found(ObjectRows.finding(findings.next()));
        }
      }
      return totals.getLong(1);
    }
  }

  @Override
  public Done compare(ObjectJob job, Told told) {
    String name = job.dataset().name();
    try (Cluster cluster = new Cluster(session.get(), job.run())) {
      Work work = new Work(cluster, job);
      told.step("Listing %s on the cluster".formatted(name));
      Dataset<Row> named = cluster.step("list and compare " + name, work::named);
      cluster.step(
          "read " + name,
          () -> {
            told.step("Comparing %s on the cluster".formatted(name));
            work.read(named);
            work.hash(named);
            return true;
          });
      long bytesRead = cluster.step("count " + name, () -> work.tell(told));
      return new Done(bytesRead, new Cost(cluster.counted().traffic(), 0, 0, work.tasks));
    }
  }
}
