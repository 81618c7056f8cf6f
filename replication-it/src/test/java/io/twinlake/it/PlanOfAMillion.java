package io.twinlake.it;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.jobs.Twinlake;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.spark.sql.SparkSession;

/**
 * Plans on a cluster of two executors, and says how much it planned and how much the driver held
 * meanwhile: {@code planned=… ordered=… heldMiB=…}.
 */
final class PlanOfAMillion {
  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(pool -> pool.getName())
          .collect(Collectors.toSet());

  private PlanOfAMillion() {}

  /** Counts changes and looks at their order; keeps none. */
  private static final class Counter implements Consumer<PlannedChange> {
    private long count;
    private boolean ordered = true;
    private String last = "";

    @Override
    public void accept(PlannedChange change) {
      String path = change.action().path().value();
      ordered &= ObjectPath.compareUtf8(last, path) < 0;
      last = path;
      count++;
    }
  }

  /**
   * @param args a settings file, and a properties file with the Hadoop settings
   */
  public static void main(String[] args) throws IOException {
    AtomicLong held = watchHeap();
    Settings settings = Settings.load(Files.readString(Path.of(args[0])), args[0]);
    Counter counter = new Counter();
    long begun = System.nanoTime();
    try (SparkSession spark = ClusterRun.session(ClusterRun.CLUSTER, OneRun.hadoop(args[1]))) {
      long up = System.nanoTime();
      Twinlake.on(spark, settings).plan(counter);
      System.out.printf(
          "planned=%d ordered=%s heldMiB=%d maxMiB=%d sparkS=%d planS=%d%n",
          counter.count,
          counter.ordered,
          held.get() >> 20,
          Runtime.getRuntime().maxMemory() >> 20,
          (up - begun) / 1_000_000_000,
          (System.nanoTime() - up) / 1_000_000_000);
    }
  }

  /** The most that was left on the heap by a full collection, or by any other. */
  static AtomicLong watchHeap() {
    AtomicLong most = new AtomicLong();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) -> {
                GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData());
                long left =
                    info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> HEAP.contains(pool.getKey()))
                        .map(pool -> pool.getValue())
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                most.accumulateAndGet(left, Math::max);
              },
              null,
              null);
    }
    return most;
  }
}
