package io.twinlake.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An executor that dies in the middle costs its time and nothing else. */
@Timeout(400)
class LostExecutorIT {
  private static final int OBJECTS = 240;

  /** Kills the executor of the first task that ends while objects are copied. */
  private static final class Killer extends SparkListener {
    private final Set<Integer> copying = ConcurrentHashMap.newKeySet();
    private final AtomicInteger killed = new AtomicInteger();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      String description = stage.properties().getProperty("spark.job.description", "");
      if (description.endsWith(": copy all")) {
        copying.add(stage.stageInfo().stageId());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (copying.contains(end.stageId())
          && end.taskInfo().successful()
          && end.taskMetrics().shuffleReadMetrics().recordsRead() > 0
          && killed.compareAndSet(0, 1)) {
        kill(end.taskInfo().executorId());
      }
    }

    private static void kill(String executor) {
      ProcessHandle.current()
          .descendants()
          .filter(
              p ->
                  p.info()
                      .commandLine()
                      .filter(line -> line.contains("--executor-id " + executor + " "))
                      .isPresent())
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void theRunEndsWithEveryObjectWholeAndInTheLedger() throws IOException {
    Killer killer = new Killer();
    try (SparkSession spark =
            SparkSession.builder()
                .appName("twinlake-it")
                .master("local-cluster[2,1,512]")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.memory", "512m")
                .config("spark.executor.extraClassPath", System.getProperty("twinlake.jar"))
                .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
                .config("spark.default.parallelism", "4")
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate();
        AzuriteSites sites = new AzuriteSites("{ driverLimit: 0 }")) {
      for (int i = 0; i < OBJECTS; i++) {
        sites.put("d%d/part-%03d".formatted(i % 12, i), content(i));
      }
      spark.sparkContext().addSparkListener(killer);

      RunResult result = sites.replicate(spark);

      assertThat(killer.killed).hasValue(1);
      assertThat(result.outcome())
          .as(() -> result.datasets().toString())
          .isEqualTo(RunResult.Outcome.CLEAN);
      for (ObjectEntry entry : sites.target.list(ObjectPrefix.ALL).toList()) {
        int i = Integer.parseInt(entry.path().value().replaceFirst(".*part-", ""));
        assertThat(
                sites
                    .target
                    .read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())
                    .readAllBytes())
            .isEqualTo(content(i));
      }
      assertThat(sites.target.list(ObjectPrefix.ALL)).hasSize(OBJECTS);
      RunResult idle = sites.replicate(spark);
      assertThat(idle.datasets().get(0).kept().objects()).isEqualTo(OBJECTS);
      assertThat(idle.datasets().get(0).copied().objects()).isZero();
    }
  }

  private static byte[] content(int i) {
    return ("content of " + i).getBytes(StandardCharsets.UTF_8);
  }
}
