package io.twinlake.jobs.spark;

import io.twinlake.core.run.Batches;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a wave is shared out: tasks take equal weights of neighbouring paths, so that each touches
 * few directories. The same action always goes to the same task.
 *
 * @param tasks how many tasks there are
 * @param weightPerTask what each takes
 * @param before the weight of all earlier partitions of the plan, by partition
 */
record Packing(int tasks, long weightPerTask, TreeMap<Integer, Long> before)
    implements Serializable {
  /** Tasks for each that can run at once, where there are objects enough: uneven ones even out. */
  private static final int TASKS_PER_SLOT = 3;

  private static final long MOST_TASKS = 100_000;

  static Packing of(SortedMap<Integer, Load> loads, int slots) {
    Load total = Load.NONE;
    TreeMap<Integer, Long> before = new TreeMap<>();
    for (var entry : loads.entrySet()) {
      before.put(entry.getKey(), total.weight());
      total = total.plus(entry.getValue());
    }
    long wanted =
        Math.max(
            (long) TASKS_PER_SLOT * slots,
            Math.max(total.objects() / Batches.MOST_OBJECTS, total.weight() / Batches.MOST_BYTES));
    int tasks = (int) Math.max(1, Math.min(Math.min(wanted, MOST_TASKS), total.objects()));
    return new Packing(tasks, Math.max(1, (total.weight() + tasks - 1) / tasks), before);
  }

  /**
   * The task of an action.
   *
   * @param partition the partition of the plan that it is in
   * @param ahead weight of the actions of its wave before it in that partition
   */
  int task(int partition, long ahead) {
    return (int) Math.min(tasks - 1L, (before.get(partition) + ahead) / weightPerTask);
  }
}
