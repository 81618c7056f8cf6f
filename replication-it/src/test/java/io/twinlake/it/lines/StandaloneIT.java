package io.twinlake.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one jar on a master and a worker of this line, for those who have neither YARN nor
 * Databricks.
 */
@Timeout(600)
class StandaloneIT {
  private static final String DATASETS = "datasets: [ { name: orders, root: raw/orders } ]";
  private static final List<String> SMALL =
      List.of(
          "spark.executor.memory=512m",
          "spark.executor.cores=1",
          "spark.cores.max=2",
          "spark.driver.memory=700m",
          // Spark 3.3 gives a driver in cluster mode none of what Java 17 needs.
          "spark.driver.extraJavaOptions=@" + Submission.CHECKOUT.resolve("launcher/jvm.options"));
  private static final List<String> ON_THE_CLUSTER =
      Stream.concat(
              SMALL.stream(),
              Stream.of(
                  "spark.submit.deployMode=cluster",
                  "spark.standalone.submit.waitAppCompletion=true"))
          .toList();

  @TempDir Path scratch;

  @Test
  void replicatesInClientModeGoesOnInClusterModeAndWrongSettingsFail() throws Exception {
    LineSites sites = new LineSites(scratch);
    Submission submission = new Submission(scratch);
    for (int part = 0; part < 20; part++) {
      sites.put("orders/part %d \u00e4.csv".formatted(part), "content " + part);
    }
    try (StandaloneCluster cluster = StandaloneCluster.start(scratch)) {
      String[] replicate = {
        "replicate",
        "--config",
        sites.settingsFile(DATASETS, "transfer: { driverLimit: 0 }").toString()
      };
      Submission.Ended client = submission.run(cluster.url(), SMALL, replicate);
      assertThat(client.exitCode()).as(client.toString()).isZero();
      assertThat(LineSites.contents(sites.west)).isEqualTo(LineSites.contents(sites.east));
      assertThat(kept(cluster, "app-")).as("executors ran on the worker").isEqualTo(1);

      sites.put("orders/part 3 \u00e4.csv", "changed");
      Submission.Ended there = submission.run(cluster.url(), ON_THE_CLUSTER, replicate);
      assertThat(there.exitCode()).as(there.toString()).isZero();
      assertThat(LineSites.contents(sites.west)).isEqualTo(LineSites.contents(sites.east));
      assertThat(kept(cluster, "driver-")).as("the driver ran on the worker").isEqualTo(1);
      assertThat(kept(cluster, "app-")).isEqualTo(2);

      String[] wrong = {
        "replicate", "--config", sites.settingsFile("datasets: [ { nmae: orders } ]").toString()
      };
      assertThat(submission.run(cluster.url(), SMALL, wrong).exitCode()).isEqualTo(2);
      // Spark ends with 0 then, whatever became of the driver; docs/operations.md warns of it.
      assertThat(submission.run(cluster.url(), ON_THE_CLUSTER, wrong).exitCode()).isZero();
      try (Stream<Path> files = Files.find(cluster.work(), 2, (f, a) -> f.endsWith("stderr"))) {
        assertThat(files.map(StandaloneIT::read)).anyMatch(said -> said.contains("nmae"));
      }
    }
  }

  private static long kept(StandaloneCluster cluster, String what) throws Exception {
    try (Stream<Path> entries = Files.list(cluster.work())) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith(what)).count();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
