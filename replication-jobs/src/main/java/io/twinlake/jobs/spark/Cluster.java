package io.twinlake.jobs.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** The Spark that a run was given, how much of it there is, and what the run keeps there. */
final class Cluster implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final String run;
  private final List<Dataset<Row>> kept = new ArrayList<>();

  Cluster(SparkSession spark, String run) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.run = run;
  }

  JavaSparkContext context() {
    return context;
  }

  /** How many tasks can run at once, also once a cluster that grows on demand has grown. */
  int slots() {
    int now = Math.max(1, context.defaultParallelism());
    SparkConf conf = context.getConf();
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      int most = conf.getInt("spark.dynamicAllocation.maxExecutors", 0);
      return Math.max(now, most * tasksPerJvm());
    }
    return now;
  }

  /** How many tasks share one executor's JVM. */
  int tasksPerJvm() {
    SparkConf conf = context.getConf();
    boolean local = context.isLocal();
    int cores = local ? context.defaultParallelism() : conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  /**
   * Keeps {@code rows} on the executors' disks until the run ends, once they are first computed.
   * Should an executor be lost, its part is computed again.
   */
  Dataset<Row> keep(JavaRDD<Row> rows, StructType columns) {
    Dataset<Row> onDisk = spark.createDataFrame(rows, columns).persist(StorageLevel.DISK_ONLY());
    kept.add(onDisk);
    return onDisk;
  }

  /**
   * Does {@code work} under a description that Spark's pages show.
   *
   * @throws io.twinlake.core.ReplicationException with the message of the task that failed
   */
  <T> T step(String description, Callable<T> work) {
    String before = context.getLocalProperty(DESCRIPTION);
    context.setLocalProperty(DESCRIPTION, "twinlake " + run + ": " + description);
    try {
      return work.call();
    } catch (Exception e) {
      throw TaskFailures.asReplicationException(e, description);
    } finally {
      context.setLocalProperty(DESCRIPTION, before);
    }
  }

  /** Gives the disks back. The session goes on. */
  @Override
  public void close() {
    kept.forEach(Dataset::unpersist);
    kept.clear();
  }
}
