package io.twinlake.jobs.validate;

import io.twinlake.core.run.RunStores;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.Places;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.jobs.spark.TaskFailures;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Routes;
import java.net.URI;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Work on one partition that needs the stores of a comparison. It opens its own, which introduce
 * themselves to services as {@code <run>/<step>-<stage>/<partition>}.
 *
 * @param <I> what the partition holds
 * @param <O> what is made of it
 */
abstract class ObjectTask<I, O> implements FlatMapFunction<Iterator<I>, O> {
  private static final long serialVersionUID = 1L;

  private final ObjectJob job;
  private final TaskTraffic traffic;
  private final String step;

  ObjectTask(ObjectJob job, TaskTraffic traffic, String step) {
    this.job = job;
    this.traffic = traffic;
    this.step = step;
  }

  ObjectJob job() {
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
    return TaskFailures.guard(TaskFailures.guard(() -> run(in, task, meter)));
  }

  /** Works through the partition, lazily where it can. */
  abstract Iterator<O> run(Iterator<I> in, TaskContext task, RequestMeter meter);

  /** The source's data root, until the task ends. */
  final ObjectReader source(TaskContext task, RequestMeter meter) {
    return open(job.source(), task, meter);
  }

  /** The target's data root, until the task ends. */
  final ObjectReader target(TaskContext task, RequestMeter meter) {
    return open(job.target(), task, meter);
  }

  private ObjectReader open(URI root, TaskContext task, RequestMeter meter) {
    ObjectReader opened =
        Routes.open(root, stores(job.data(), task, meter), stores(job.listing(), task, meter));
    closeAfter(task, opened::close);
    return opened;
  }

  /** The stores of the target's control root. */
  final Stores control(TaskContext task, RequestMeter meter) {
    return stores(job.controlContext(), task, meter);
  }

  private Stores stores(StoreContext context, TaskContext task, RequestMeter meter) {
    return RunStores.of(
        context.as("%s/%s-%d/%d".formatted(job.run(), step, task.stageId(), task.partitionId())),
        job.transfer(),
        job.throttle(),
        job.run(),
        new Places(
            Map.of(
                job.source(), Side.SOURCE,
                job.target(), Side.TARGET,
                job.control(), Side.TARGET_CONTROL)),
        meter,
        traffic.jvms());
  }

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
