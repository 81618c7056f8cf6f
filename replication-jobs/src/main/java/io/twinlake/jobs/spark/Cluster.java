package io.twinlake.jobs.spark;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.ThrottleSettings;
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
public final class Cluster implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final String run;
  private final TrafficCounter traffic = new TrafficCounter();
  private final List<Runnable> kept = new ArrayList<>();

  public Cluster(SparkSession spark, String run) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.run = run;
    spark.sparkContext().register(traffic);
  }

  /** What tasks of the run have asked of services. */
  public TrafficCounter counted() {
    return traffic;
  }

  /**
   * How the tasks of the next job ask services.
   *
   * @throws ReplicationException if there is a throttle and nobody knows how many executors there
   *     may be
   */
  public TaskTraffic traffic(ThrottleSettings throttle) {
    return new TaskTraffic(traffic, throttle.isNone() ? 1 : jvms(throttle));
  }

  private int jvms(ThrottleSettings throttle) {
    if (context.isLocal()) {
      return 1;
    }
    int now = Math.max(1, context.sc().statusTracker().getExecutorInfos().length - 1);
    if (throttle.executors() > 0) {
      return Math.max(now, throttle.executors());
    }
    SparkConf conf = context.getConf();
    if (!conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Math.max(now, conf.getInt("spark.executor.instances", 1));
    }
    int most = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    if (most == Integer.MAX_VALUE) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "The throttle cannot be shared out: Spark may start any number of executors. Set 'executors' in 'throttle', or spark.dynamicAllocation.maxExecutors. Nothing was copied.");
    }
    return Math.max(now, most);
  }

  public JavaSparkContext context() {
    return context;
  }

  /** How many tasks can run at once, also once a cluster that grows on demand has grown. */
  public int slots() {
    int now = Math.max(1, context.defaultParallelism());
    SparkConf conf = context.getConf();
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      int most = conf.getInt("spark.dynamicAllocation.maxExecutors", 0);
      return Math.max(now, most * tasksPerJvm());
    }
    return now;
  }

  /** How many tasks share one executor's JVM. */
  public int tasksPerJvm() {
    SparkConf conf = context.getConf();
    boolean local = context.isLocal();
    int cores = local ? context.defaultParallelism() : conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  /** Rows with typed columns. */
  public Dataset<Row> table(JavaRDD<Row> rows, StructType columns) {
    return spark.createDataFrame(rows, columns);
  }

  /**
   * Keeps what is computed from pinned rows alone, and so comes out the same again, on the
   * executors' disks until the run ends. Should an executor be lost, its part is computed again.
   */
  public Dataset<Row> keep(JavaRDD<Row> rows, StructType columns) {
    Dataset<Row> onDisk = table(rows, columns).persist(StorageLevel.DISK_ONLY());
    kept.add(onDisk::unpersist);
    return onDisk;
  }

  /**
   * Keeps what may come out differently when it is computed again: listings, and what transfers
   * did. Once a first job has computed all of it, it is never computed again, as half of an old
   * listing with half of a new one would look like deletions. Each part lies on two executors where
   * there are two; should both be lost, the run fails and the next one goes on from its claims.
   */
  public JavaRDD<Row> pin(JavaRDD<Row> rows) {
    boolean peers = context.sc().statusTracker().getExecutorInfos().length > 2;
    JavaRDD<Row> pinned =
        rows.persist(peers ? StorageLevel.DISK_ONLY_2() : StorageLevel.DISK_ONLY());
    pinned.rdd().localCheckpoint();
    kept.add(pinned::unpersist);
    return pinned;
  }

  /**
   * Does {@code work} under a description that Spark's pages show.
   *
   * @throws io.twinlake.core.ReplicationException with the message of the task that failed
   */
  public <T> T step(String description, Callable<T> work) {
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
    kept.forEach(Runnable::run);
    kept.clear();
  }
}
