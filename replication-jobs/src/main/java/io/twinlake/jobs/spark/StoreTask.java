package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.RunStores;
import io.twinlake.core.store.Stores;
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
  private final String step;

  /**
   * @param step what the work is called
   */
  StoreTask(DatasetJob job, String step) {
    this.job = job;
    this.step = step;
  }

  DatasetJob job() {
    return job;
  }

  @Override
  public final Iterator<O> call(Iterator<I> in) {
    TaskContext task = TaskContext.get();
    Stores stores =
        RunStores.of(
            job.context()
                .as("%s/%s-%d/%d".formatted(job.run(), step, task.stageId(), task.partitionId())),
            job.transfer());
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
