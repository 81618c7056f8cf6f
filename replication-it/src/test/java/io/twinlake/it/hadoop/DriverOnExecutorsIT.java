package io.twinlake.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The setting {@code driver} travels to the tasks of a cluster. */
@Timeout(120)
class DriverOnExecutorsIT {
  @TempDir Path scratch;

  /** Only Hadoop's local file system follows a link out of the data root; ours refuses it. */
  @Test
  void tasksReachASiteByTheDriverItsSettingsName() throws IOException {
    Path raw = Files.createDirectories(scratch.resolve("east/raw"));
    Files.createDirectories(scratch.resolve("west/raw"));
    for (String control : new String[] {"east/control", "west/control"}) {
      Files.createDirectories(scratch.resolve(control));
    }
    Files.writeString(raw.resolve("plain"), "content of plain");
    Files.createSymbolicLink(
        raw.resolve("link"), Files.writeString(scratch.resolve("outside"), "content of link"));
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: local
            sites:
              east: { raw: 'ROOT/east/raw', control: 'ROOT/east/control', driver: hadoop }
              west: { raw: 'ROOT/west/raw', control: 'ROOT/west/control' }
            replicate: { from: east, to: west }
            transfer: { driverLimit: 0 }
            datasets: [ { name: all, root: raw } ]
            """
                .replace("ROOT", scratch.toUri().toString().replaceFirst("/$", "")),
            "local.yaml");
    RunResult result;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("driver")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      result = Twinlake.on(spark, settings).replicate();
    }

    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(scratch.resolve("west/raw/plain")).hasContent("content of plain");
    assertThat(scratch.resolve("west/raw/link")).hasContent("content of link");
  }
}
