package io.twinlake.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one jar under {@code spark-submit} of this line, with nothing else of ours on any class path:
 * whole processes, executors in JVMs of their own, Kryo.
 */
@Timeout(600)
class SubmittedIT {
  private static final String[] SETTINGS = {
    "datasets: [ { name: orders, root: raw/orders } ]", "transfer: { driverLimit: 0 }"
  };

  @TempDir Path scratch;
  private LineSites sites;
  private Submission submission;

  @BeforeEach
  void fill() throws Exception {
    sites = new LineSites(scratch);
    submission = new Submission(scratch);
    for (int day = 1; day <= 4; day++) {
      for (int part = 0; part < 10; part++) {
        sites.put(
            "orders/date=2026-01-0%d/part %d \u00e4.csv".formatted(day, part), day + "," + part);
      }
    }
  }

  @Test
  void replicatesTwiceByExecutorsThenValidatesAllBytes() throws Exception {
    assertThat(replicate().exitCode()).isZero();
    assertThat(LineSites.contents(sites.west)).isEqualTo(LineSites.contents(sites.east));

    sites.put("orders/date=2026-01-01/part 1 \u00e4.csv", "changed");
    sites.put("orders/date=2026-01-04/part 11.csv", "new");
    assertThat(replicate("--json").out()).contains("\"recoveryPoint\":2");
    assertThat(LineSites.contents(sites.west)).isEqualTo(LineSites.contents(sites.east));

    Submission.Ended clean = validate();
    assertThat(clean.exitCode()).as(clean.toString()).isZero();
    Files.writeString(sites.west.resolve("orders/date=2026-01-04/part 11.csv"), "wen");
    Submission.Ended damaged = validate();
    assertThat(damaged.exitCode()).as(damaged.toString()).isEqualTo(8);
  }

  @Test
  void aRefusalAndWrongSettingsEndWithTheirCodes() throws Exception {
    Files.createDirectories(sites.west.resolve("orders"));
    Files.writeString(sites.west.resolve("orders/theirs"), "theirs");
    Submission.Ended refused =
        submit("local[2]", "datasets: [ { name: orders, root: raw/orders, adopt: refuse } ]");
    assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(5);
    assertThat(LineSites.contents(sites.west)).isEqualTo(Map.of("orders/theirs", "theirs"));

    Submission.Ended wrong = submit("local[2]", "datasets: [ { nmae: orders } ]");
    assertThat(wrong.exitCode()).as(wrong.toString()).isEqualTo(2);
    assertThat(wrong.err()).contains("nmae");
  }

  private Submission.Ended submit(String master, String datasets) throws Exception {
    return submission.run(
        master, List.of(), "replicate", "--config", sites.settingsFile(datasets).toString());
  }

  private Submission.Ended replicate(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("replicate", "--config", sites.settingsFile(SETTINGS).toString()));
    arguments.addAll(List.of(more));
    Submission.Ended ended =
        submission.run(
            "local-cluster[2,1,512]",
            List.of(
                "spark.executor.memory=512m",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer"),
            arguments.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.toString()).isZero();
    return ended;
  }

  private Submission.Ended validate() throws Exception {
    return submission.run(
        "local[2]",
        List.of(),
        "validate",
        "--config",
        sites.settingsFile(SETTINGS).toString(),
        "--level",
        "content");
  }
}
