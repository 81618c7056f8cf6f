package io.twinlake.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.testing.Azurite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Spark writes down of a run: what it does, and no credential. */
@Timeout(300)
class EventLogIT {
  @Test
  void namesTheWorkAndHoldsNoCredential(@TempDir Path events) throws IOException {
    RunResult first;
    RunResult second;
    try (SparkSession spark =
            SparkSession.builder()
                .appName("twinlake-it")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.eventLog.enabled", "true")
                .config("spark.eventLog.compress", "false")
                .config("spark.eventLog.dir", events.toUri().toString())
                .getOrCreate();
        AzuriteSites sites = new AzuriteSites("{ driverLimit: 0, attempts: 1 }")) {
      sites.put("a/b", "alpha".getBytes(StandardCharsets.UTF_8));
      first = sites.replicate(spark);
      sites.put("a/b", "gamma".getBytes(StandardCharsets.UTF_8));
      // A damaged ledger makes a task fail.
      for (ObjectEntry segment : sites.control.list(ControlPaths.LEDGER).toList()) {
        sites.control.delete(segment.path(), segment.version());
      }
      second = sites.replicate(spark);
    }

    assertThat(first.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(second.outcome()).isEqualTo(RunResult.Outcome.FAILED);
    assertThat(second.datasets().get(0).notes()).anyMatch(n -> n.contains("rebuild-ledger"));
    String log = text(events);
    assertThat(log).contains("list and plan all").contains("rebuild-ledger");
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      assertThat(log).doesNotContain(Azurite.shared().key(account));
    }
    assertThat(log).doesNotContain("sig=");
  }

  private static String text(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
