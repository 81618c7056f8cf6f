package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.store.ObjectPrefix;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * Lists one side of a dataset on the executors. Directories are opened level by level until there
 * are enough of them to keep every core busy; then each is listed as a whole by one task. The
 * driver sees counts only. A listing that fails anywhere fails as a whole.
 */
final class Listing {
  /** Directories per task that can run at once; more of them even out uneven ones. */
  private static final int DIRECTORIES_PER_SLOT = 4;

  /** Levels that are opened one by one; each costs a small job. */
  private static final int MOST_LEVELS = 4;

  private final Cluster cluster;
  private final DatasetJob job;
  private final Side side;

  Listing(Cluster cluster, DatasetJob job, Side side) {
    this.cluster = cluster;
    this.job = job;
    this.side = side;
  }

  /** Every object of the side, as {@link SeenRows}. */
  JavaRDD<Row> rows() {
    JavaRDD<Row> objects = cluster.context().emptyRDD();
    JavaRDD<String> directories =
        cluster.context().parallelize(List.of(ObjectPrefix.ALL.value()), 1);
    long count = 1;
    int wanted = DIRECTORIES_PER_SLOT * cluster.slots();
    for (int level = 0; level < MOST_LEVELS && count > 0 && count < wanted; level++) {
      JavaRDD<Row> opened =
          cluster.pin(
              directories.mapPartitions(
                  new ListTask(
                      job, cluster.traffic(job.throttle()), side, ListTask.Depth.ONE_LEVEL)));
      JavaRDD<String> deeper = opened.filter(SeenRows::isDirectory).map(SeenRows::directory);
      objects = objects.union(opened.filter(row -> !SeenRows.isDirectory(row)));
      count = deeper.count();
      directories = deeper.repartition(tasks(count));
    }
    return count == 0
        ? objects
        : objects.union(
            directories.mapPartitions(
                new ListTask(job, cluster.traffic(job.throttle()), side, ListTask.Depth.ALL)));
  }

  private int tasks(long directories) {
    return (int) Math.max(1, Math.min(directories, 4L * DIRECTORIES_PER_SLOT * cluster.slots()));
  }
}
