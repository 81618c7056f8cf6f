package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.jobs.spark.Cluster;
import io.twinlake.validation.ObjectJob;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * Lists one side on the executors. Directories are opened level by level until there are enough of
 * them to keep every core busy; then each is listed as a whole by one task. A listing that fails
 * anywhere fails as a whole.
 */
final class SideListing {
  /** Directories per task that can run at once; more of them even out uneven ones. */
  private static final int DIRECTORIES_PER_SLOT = 4;

  /** Levels that are opened one by one; each costs a small job. */
  private static final int MOST_LEVELS = 4;

  private final Cluster cluster;
  private final ObjectJob job;
  private final int side;

  SideListing(Cluster cluster, ObjectJob job, int side) {
    this.cluster = cluster;
    this.job = job;
    this.side = side;
  }

  JavaRDD<Row> rows() {
    JavaRDD<Row> objects = cluster.context().emptyRDD();
    JavaRDD<String> directories =
        cluster.context().parallelize(List.of(ObjectPrefix.ALL.value()), 1);
    long count = 1;
    int wanted = DIRECTORIES_PER_SLOT * cluster.slots();
    for (int level = 0; level < MOST_LEVELS && count > 0 && count < wanted; level++) {
      JavaRDD<Row> opened = cluster.pin(directories.mapPartitions(task(true)));
      JavaRDD<String> deeper =
          opened.filter(row -> ObjectRows.is(row, ObjectRows.DIRECTORY)).map(ObjectRows::directory);
      objects = objects.union(opened.filter(row -> !ObjectRows.is(row, ObjectRows.DIRECTORY)));
      count = deeper.count();
      directories = deeper.repartition(tasks(count));
    }
    return count == 0 ? objects : objects.union(directories.mapPartitions(task(false)));
  }

  private ListSideTask task(boolean oneLevel) {
    return new ListSideTask(job, cluster.traffic(job.throttle()), side, oneLevel);
  }

  private int tasks(long directories) {
    return (int) Math.max(1, Math.min(directories, 4L * DIRECTORIES_PER_SLOT * cluster.slots()));
  }
}
