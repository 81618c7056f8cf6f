package io.twinlake.jobs.spark;

import static org.apache.spark.sql.functions.col;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.run.ClusterEngine;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.FileResult;
import io.twinlake.core.run.Planned;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.table.TableFile;
import io.twinlake.core.traffic.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Does the work of a run on a cluster, with the decisions that a run in one JVM takes. The driver
 * holds counts and findings; listings, plans and new ledger rows stay on the executors' disks until
 * the run ends.
 */
final class SparkEngine implements ClusterEngine {
  /** Rows that one task joins. */
  private static final long ROWS_PER_TASK = 100_000;

  /** Rows of one segment. */
  private static final long ROWS_PER_SEGMENT = 1_000_000;

  private final Cluster cluster;
  private final Ledger ledger;
  private final List<Transfers> transfers = new ArrayList<>();
  private boolean claimed;

  SparkEngine(Cluster cluster, Ledger ledger) {
    this.cluster = cluster;
    this.ledger = ledger;
  }

  @Override
  public Optional<Planned> plan(DatasetJob job) {
    return Optional.of(cluster.step("list and plan " + job.dataset().name(), () -> decide(job)));
  }

  private Planned decide(DatasetJob job) {
    JavaRDD<Row> seen = cluster.pin(seen(job));
    int tasks = tasks(seen.count(), ROWS_PER_TASK);
    JavaRDD<Row> sorted =
        cluster
            .table(seen, SeenRows.COLUMNS)
            .repartitionByRange(tasks, col(SeenRows.PATH))
            .sortWithinPartitions(SeenRows.PATH, SeenRows.KIND, SeenRows.AGE)
            .toJavaRDD();
    Dataset<Row> decided =
        cluster.keep(sorted.mapPartitions(new DecideTask(job)), PlanRows.COLUMNS);
    PlanSummary summary = new PlanSummary();
    summaries(decided).forEach(summary::add);
    Findings findings = summary.findings();
    Broadcast<byte[]> shared = cluster.context().broadcast(Parcel.pack(findings));
    Dataset<Row> judged =
        cluster.keep(
            decided
                .toJavaRDD()
                .mapPartitions(new JudgeTask(job, cluster.traffic(job.throttle()), shared)),
            PlanRows.COLUMNS);
    summaries(judged).forEach(summary::add);
    return new SparkPlan(cluster, job, judged, summary, transfers::add);
  }

  /** Listings, ledger and claims of one dataset. */
  private JavaRDD<Row> seen(DatasetJob job) {
    String name = job.dataset().name();
    JavaRDD<Row> seen = new Listing(cluster, job, Side.SOURCE).rows();
    if (job.adopting()) {
      seen = seen.union(new Listing(cluster, job, Side.TARGET).rows());
    }
    List<String> segments =
        ledger.live().stream()
            .filter(segment -> LedgerTask.mayHold(segment, name))
            .map(LedgerTask::encode)
            .toList();
    if (!segments.isEmpty()) {
      seen =
          seen.union(
              cluster
                  .context()
                  .parallelize(segments, segments.size())
                  .mapPartitions(new LedgerTask(job, cluster.traffic(job.throttle()))));
    }
    Map<ObjectPath, LedgerRow> claims = ledger.claims().getOrDefault(name, Map.of());
    if (!claims.isEmpty()) {
      List<Row> rows = claims.values().stream().map(SeenRows::claim).toList();
      seen = seen.union(cluster.context().parallelize(rows, tasks(rows.size(), ROWS_PER_TASK)));
    }
    return seen;
  }

  @Override
  public List<FileResult> copyFiles(
      DatasetJob job, List<TableFile> files, BiConsumer<Long, Long> progress) {
    return cluster.step(
        "copy %d files of tables of %s".formatted(files.size(), job.dataset().name()),
        () -> new SparkFiles(cluster, job).copy(files, progress));
  }

  /** Each task has put claims for what it did. */
  @Override
  public void withdraw(Set<String> datasets) {
    claimed |= !transfers.isEmpty();
    transfers.removeIf(t -> datasets.contains(t.job().dataset().name()));
  }

  @Override
  public boolean leavesClaims() {
    return claimed || !transfers.isEmpty();
  }

  private static List<PartSummary> summaries(Dataset<Row> plan) {
    return plan.filter(col(PlanRows.SUMMARY).isNotNull()).collectAsList().stream()
        .map(PlanRows::summary)
        .toList();
  }

  @Override
  public List<Segment> writeSegments() {
    long rows = transfers.stream().mapToLong(Transfers::rows).sum();
    if (rows == 0) {
      return List.of();
    }
    return cluster.step("write the ledger", () -> writeSegments(rows));
  }

  private List<Segment> writeSegments(long rows) {
    DatasetJob job = transfers.get(0).job();
    JavaRDD<Row> all = transfers.get(0).results();
    for (Transfers more : transfers.subList(1, transfers.size())) {
      all = all.union(more.results());
    }
    int segments = (int) ((rows + ROWS_PER_SEGMENT - 1) / ROWS_PER_SEGMENT);
    return cluster
        .table(all.filter(LedgerRows::isLedgerRow), LedgerRows.COLUMNS)
        .repartitionByRange(segments, col(LedgerRows.KEY))
        .sortWithinPartitions(LedgerRows.KEY)
        .toJavaRDD()
        .mapPartitions(new SegmentTask(job, cluster.traffic(job.throttle())))
        .collect()
        .stream()
        .map(line -> Json.parse(line, Segment.class, "A segment in transit"))
        .sorted(Comparator.comparing(Segment::first, ObjectPath::compareUtf8))
        .toList();
  }

  private int tasks(long rows, long each) {
    long needed = (rows + each - 1) / each;
    long useful = Math.min(cluster.slots(), (rows + 999) / 1000);
    return (int) Math.min(100_000, Math.max(1, Math.max(needed, useful)));
  }

  @Override
  public Traffic traffic() {
    return cluster.counted().traffic();
  }

  @Override
  public long attemptsNotCounted() {
    return cluster.counted().attemptsNotCounted();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
