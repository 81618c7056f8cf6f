package io.twinlake.jobs.spark;

import static org.apache.spark.sql.functions.col;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Forecast;
import io.twinlake.core.run.Planned;
import io.twinlake.core.run.TransferOutcome;
import io.twinlake.core.run.Wave;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The plan of one dataset on the executors' disks, in path order. */
final class SparkPlan implements Planned {
  private static final long MOST_STAGING_TASKS = 10_000;

  private final Cluster cluster;
  private final DatasetJob job;
  private final Dataset<Row> judged;
  private final PlanSummary summary;
  private final Consumer<Transfers> results;

  /**
   * @param judged what there is to do, as {@link PlanRows}
   * @param results told what each wave left
   */
  SparkPlan(
      Cluster cluster,
      DatasetJob job,
      Dataset<Row> judged,
      PlanSummary summary,
      Consumer<Transfers> results) {
    this.cluster = cluster;
    this.job = job;
    this.judged = judged;
    this.summary = summary;
    this.results = results;
  }

  @Override
  public DatasetJob job() {
    return job;
  }

  @Override
  public Tally tally() {
    return summary.tally();
  }

  @Override
  public Findings findings() {
    return summary.findings();
  }

  @Override
  public Tally.Count foreign() {
    return summary.foreign();
  }

  @Override
  public Forecast forecast() {
    return summary.forecast();
  }

  /** Brings one partition of the plan after the other to the driver. */
  @Override
  public Stream<PlanAction> changes() {
    Iterator<Row> rows = actions().toLocalIterator();
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .map(PlanRows::action);
  }

  private JavaRDD<Row> actions() {
    return judged.filter(col(PlanRows.ACTION).isNotNull()).toJavaRDD();
  }

  @Override
  public TransferOutcome transfer(Wave wave, BiConsumer<Long, Long> progress) {
    SortedMap<Integer, Load> loads = summary.loads(wave.markers());
    Load total = loads.values().stream().reduce(Load.NONE, Load::plus);
    if (total.objects() == 0) {
      return new TransferOutcome();
    }
    String name = job.dataset().name();
    if (total.largeBytes() > 0) {
      cluster.step("stage large objects of " + name, () -> stage(wave, total.largeBytes()));
    }
    return cluster.step(
        "copy " + name, () -> copy(wave, Packing.of(loads, cluster.slots()), progress));
  }

  private long stage(Wave wave, long largeBytes) {
    long parts = largeBytes / (LargePart.BLOCKS * job.transfer().partSize().bytes()) + 1;
    return actions()
        .mapPartitions(new CutTask(job, cluster.traffic(job.throttle()), wave))
        .repartition((int) Math.min(MOST_STAGING_TASKS, parts))
        .mapPartitions(new StageTask(job, cluster.traffic(job.throttle())))
        .fold(0L, Long::sum);
  }

  private TransferOutcome copy(Wave wave, Packing packing, BiConsumer<Long, Long> progress)
      throws ExecutionException, InterruptedException {
    TransferCounters counters = new TransferCounters(cluster.context().sc());
    JavaRDD<Row> transferred =
        actions()
            .mapPartitionsToPair(new PackTask(job, wave, packing))
            .partitionBy(new HashPartitioner(packing.tasks()))
            .values()
            .mapPartitions(
                new TransferTask(
                    job, cluster.traffic(job.throttle()), wave, cluster.tasksPerJvm(), counters));
    JavaRDD<Row> pinned = cluster.pin(transferred);
    counters.new Teller(progress).await(pinned.foreachPartitionAsync(rows -> {}));
    // Ends the pinning: only now do outcomes and rows certainly come of the same attempts.
    pinned.foreachPartition(rows -> {});
    TransferOutcome outcome = new TransferOutcome();
    pinned
        .filter(row -> !LedgerRows.isLedgerRow(row))
        .collect()
        .forEach(row -> outcome.addAll(LedgerRows.outcome(row)));
    results.accept(
        new Transfers(job, pinned, outcome.copied().objects() + outcome.adopted().objects()));
    return outcome;
  }

  @Override
  public void close() {
    judged.unpersist();
  }
}
