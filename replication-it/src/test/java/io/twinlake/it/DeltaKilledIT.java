package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.Fault;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * T7 by those who read tables: a run is cut off at every single write that it makes to the target.
 * Whatever it leaves there is opened by delta-spark and by Kernel, and read row by row.
 */
@Timeout(600)
class DeltaKilledIT {
  private final TwoAccounts lake = new TwoAccounts();

  /** A target of its own for each place to die at. */
  private Twinlake twinlake(Map<String, String> hadoop, int k) {
    return Twinlake.local(
        Settings.load(
            """
            format: settings/1
            pair: killed
            sites:
              east: { raw: 'abfs://raw-ID@sa3.dfs.core.windows.net/', control: 'abfs://twinlake-ID@sa1.dfs.core.windows.net/e2e' }
              west:
                raw: abfs://raw-ID@sa4.dfs.core.windows.net/kK/
                control: abfs://twinlake-ID@sa2.dfs.core.windows.net/kK
                history: abfs://history-ID@sa4.dfs.core.windows.net/kK
            replicate: { from: east, to: west }
            transfer: { maxInFlight: 1, attempts: 1 }
            datasets: [ { name: lake, root: raw/lake } ]
            """
                .replace("ID", lake.id)
                .replace("kK", "k" + k),
            "killed.yaml"),
        hadoop);
  }

  private static Predicate<AzuriteRequest> writes(String container) {
    return r -> r.isWrite() && r.account().equals("sa4") && r.container().equals(container);
  }

  private static String replica(TwoAccounts lake, int k) {
    return Azurite.abfs("sa4", lake.raw, "k%d/lake/orders".formatted(k)).toString();
  }

  @Test
  void whereverARunIsCutOffTheReplicaIsAVersionOfTheSourceRowByRow() {
    try (DeltaLake delta = new DeltaLake(lake);
        FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      write(delta);
      String source = delta.sourcePath("orders");
      long newest = delta.newest(source);
      Map<Long, List<String>> expected = new TreeMap<>();
      for (long version = 0; version <= newest; version++) {
        expected.put(version, delta.rows(source, version));
      }
      List<String> seen = new ArrayList<>();
      int k = 0;
      boolean died = true;
      while (died) {
        k++;
        String where = "cut off at write " + k;
        try (Cut cut = new Cut(proxy, lake, k)) {
          ended(twinlake(proxy.hadoop(), k));
          died = cut.came();
        }
        String prefix = "k%d/lake/orders/_delta_log/".formatted(k);
        boolean published =
            lake.target.list(lake.raw).keySet().stream()
                .anyMatch(name -> name.matches(prefix + "\\d{20}\\.json"));
        if (published) {
          long version = delta.newest(replica(lake, k));
          List<String> rows = delta.rows(replica(lake, k), version);
          assertThat(version).as(where).isLessThanOrEqualTo(newest);
          assertThat(rows).as(where).isEqualTo(expected.get(version));
          assertThat(KernelRows.of(lake.azurite.hadoop(), replica(lake, k)))
              .as(where + ", by Kernel")
              .isEqualTo(expected.get(version));
          seen.add(k + ": " + version);
        }
      }
      assertThat(seen).as("places to die at").hasSizeGreaterThan(8);
      // One of them, in the midst of the log, is taken up again.
      int half = k - 4;
      RunResult again = twinlake(lake.azurite.hadoop(), half).replicate();
      assertThat(again.outcome()).as(again.toString()).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(delta.rows(replica(lake, half), newest)).isEqualTo(expected.get(newest));
    }
  }

  private static void ended(Twinlake twinlake) {
    try {
      twinlake.replicate();
    } catch (RuntimeException e) {
      // As a run that dies does, it says nothing.
    }
  }

  /** From the k-th write on nothing reaches the target. */
  private static final class Cut implements AutoCloseable {
    private final FaultMoment moment;
    private final AtomicBoolean over = new AtomicBoolean();

    Cut(FaultProxy proxy, TwoAccounts lake, int k) {
      Predicate<AzuriteRequest> ours = writes(lake.raw).and(r -> !over.get());
      moment = proxy.when(ours).fromNth(k).inject(Fault.forbidden());
    }

    boolean came() {
      return moment.came();
    }

    @Override
    public void close() {
      over.set(true);
    }
  }

  private static void write(DeltaLake delta) {
    String table = delta.source("orders");
    delta.sql(
        "CREATE TABLE %s (id LONG, p INT) USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.enableDeletionVectors'='true','delta.checkpointInterval'='3')"
            .formatted(table));
    delta.sql("INSERT INTO %s SELECT id, id %% 2 FROM range(0, 20)".formatted(table));
    delta.sql("DELETE FROM %s WHERE id IN (3, 4)".formatted(table));
    delta.sql("INSERT INTO %s SELECT id, 0 FROM range(20, 30)".formatted(table));
    delta.sql("OPTIMIZE %s".formatted(table));
    delta.sql("DELETE FROM %s WHERE id = 25".formatted(table));
  }
}
