package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.RunStores;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.RequestMeter;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Work on one partition that needs stores. It opens its own, which introduce themselves to services
 * as {@code <run>/<step>-<stage>/<partition>}, with the numbers that Spark's pages show.
 *
 * @param <I> what the partition holds
 * @param <O> what is made of it
 */
abstract class StoreTask<I, O> implements FlatMapFunction<Iterator<I>, O> {
  private static final long serialVersionUID = 1L;

  private final DatasetJob job;
  private final TaskTraffic traffic;
  private final String step;

  /**
   * @param traffic how it asks services
   * @param step what the work is called
   */
  StoreTask(DatasetJob job, TaskTraffic traffic, String step) {
    this.job = job;
    this.traffic = traffic;
    this.step = step;
  }

  DatasetJob job() {
    return job;
  }

  @Override
  public final Iterator<O> call(Iterator<I> in) {
    TaskContext task = TaskContext.get();
    RequestMeter meter = new RequestMeter();
    // What is registered first is called last: the numbers hold what closing asks for.
    TaskCompletionListener reporting =
        done -> traffic.counter().report(meter.read(), task.attemptNumber());
    task.addTaskCompletionListener(reporting);
    Stores stores =
        RunStores.of(
            job,
            job.context()
                .as("%s/%s-%d/%d".formatted(job.run(), step, task.stageId(), task.partitionId())),
            meter,
            traffic.jvms());
    return TaskFailures.guard(TaskFailures.guard(() -> run(in, stores, task)));
  }

  /** Works through the partition, lazily where it can. */
  abstract Iterator<O> run(Iterator<I> in, Stores stores, TaskContext task);

  /** Closes {@code resource} when the task ends, however it ends. */
  static void closeAfter(TaskContext task, AutoCloseable resource) {
    TaskCompletionListener listener =
        done ->
            TaskFailures.guard(
                () -> {
                  resource.close();
                  return true;
                });
    task.addTaskCompletionListener(listener);
  }
}
