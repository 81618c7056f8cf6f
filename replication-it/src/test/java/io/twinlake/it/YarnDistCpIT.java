package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first load by Hadoop's DistCp between two accounts, as a job of YARN whose tasks are
 * processes of their own.
 */
@Timeout(1800)
class YarnDistCpIT {
  private static final String SETTINGS =
      "datasets: [ { name: raw, root: raw, engine: distcp, adopt: verify, filters: ['- *.tmp'] } ]";
  private static final int OBJECTS = 12;

  @TempDir static Path scratch;
  private static MapReduceCluster cluster;
  private final TwoAccounts lake = new TwoAccounts();

  @BeforeAll
  static void start() throws Exception {
    cluster = new MapReduceCluster(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static String name(int i) {
    return "d=%d/a b %%/part-%02d \u00e4".formatted(i % 3, i);
  }

  private void fill() {
    for (int i = 0; i < OBJECTS; i++) {
      lake.source.put(lake.raw, name(i), "is %02d".formatted(i));
    }
    lake.source.put(lake.raw, "d=0/left.tmp", "filtered");
  }

  private Jvm.Ended replicate() throws Exception {
    return cluster.submit(lake.yaml(SETTINGS), "replicate", "--json");
  }

  private static void assertEnded(Jvm.Ended ended, int code) {
    assertThat(ended.exitCode()).as(() -> cluster.shown(ended)).isEqualTo(code);
  }

  private void assertCopied() {
    for (int i = 0; i < OBJECTS; i++) {
      assertThat(lake.target.text(lake.raw, name(i))).isEqualTo("is %02d".formatted(i));
    }
    assertThat(lake.target.sizes(lake.raw)).doesNotContainKey("d=0/left.tmp");
  }

  /** The one application that YARN has got since, by its own account. */
  private static ApplicationReport theNext(int before) throws Exception {
    List<ApplicationReport> all = cluster.applications();
    assertThat(all).hasSize(before + 1);
    ApplicationReport next = all.get(before);
    assertThat(next.getName()).isEqualTo("distcp: twinlake raw");
    assertThat(next.getApplicationType()).isEqualTo("MAPREDUCE");
    return next;
  }

  private static void assertSucceeded(ApplicationReport application) throws Exception {
    assertThat(application.getYarnApplicationState()).isEqualTo(YarnApplicationState.FINISHED);
    assertThat(application.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    Map<String, List<Path>> logs = cluster.logs(application.getApplicationId());
    assertThat(logs).as("a master and as many tasks as distcp.max.maps says").hasSize(3);
    assertThat(logs.values()).as("both copied").filteredOn(YarnDistCpIT::copied).hasSize(2);
  }

  private static boolean copied(List<Path> logs) {
    return logs.stream().anyMatch(log -> text(log).contains("CopyMapper: Copying "));
  }

  private static String text(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int applications() throws Exception {
    return cluster.applications().size();
  }

  /** Objects of the source that somebody wrote at the target: ours, or those that are not. */
  private Collection<String> written(String run, boolean ours, List<AzuriteRequest> requests) {
    Collection<String> names = lake.source.sizes(lake.raw).keySet();
    return requests.stream()
        .filter(TwoAccounts.put("sa4", lake.raw))
        .filter(r -> r.status() / 100 == 2 && names.contains(r.blob()))
        .filter(r -> r.clientRequestId().startsWith(run) == ours)
        .map(AzuriteRequest::blob)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String run(Jvm.Ended ended) {
    Matcher run = Pattern.compile("\"run\":\"([^\"]+)\"").matcher(ended.out());
    assertThat(run.find()).as(ended::toString).isTrue();
    return run.group(1);
  }

  private static List<AzuriteRequest> since(int before, List<AzuriteRequest> all) {
    return all.subList(before, all.size());
  }

  @Test
  void aJobOfYarnAddsWhatIsMissingAndEveryByteIsComparedBeforeTheCommit() throws Exception {
    fill();
    lake.target.put(lake.raw, name(0), "is 00");
    lake.target.put(lake.raw, name(1), "is XX");
    cluster.site(lake.azurite.hadoop());
    int applications = applications();
    int before = lake.azurite.requests().size();

    Jvm.Ended first = replicate();

    assertEnded(first, 0);
    ApplicationReport application = theNext(applications);
    assertSucceeded(application);
    List<AzuriteRequest> requests = since(before, lake.azurite.requests());
    assertThat(written(run(first), false, requests))
        .hasSize(OBJECTS - 2)
        .doesNotContain(name(0), name(1));
    assertThat(written(run(first), true, requests)).containsExactly(name(1));
    assertCopied();
    assertThat(first.out()).contains("\"outcome\":\"CLEAN\"", "\"COMPARED\":" + (OBJECTS - 1));
    assertThat(lake.documents("recovery-points")).hasSize(1);
    assertThat(lake.target.sizes(lake.raw).keySet()).noneMatch(n -> n.contains(".distcp.tmp"));
    assertNoKeys(first, application);

    before = lake.azurite.requests().size();
    Jvm.Ended second = replicate();

    assertEnded(second, 0);
    assertThat(applications()).as("DistCp ran once more").isEqualTo(applications + 1);
    requests = since(before, lake.azurite.requests());
    assertThat(requests).noneMatch(TwoAccounts.put("sa4", lake.raw));
    assertThat(lake.documents("recovery-points")).hasSize(2);
  }

  /** Neither where people look, nor where something stays when the job is over. */
  private void assertNoKeys(Jvm.Ended ended, ApplicationReport application) throws Exception {
    Map<String, List<Path>> logs = cluster.logs(application.getApplicationId());
    List<Path> history = cluster.history();
    assertThat(history).anyMatch(f -> f.toString().endsWith("_conf.xml"));
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      String key = lake.azurite.key(account);
      assertThat(ended.out() + ended.err()).doesNotContain(key);
      assertThat(Stream.concat(logs.values().stream().flatMap(List::stream), history.stream()))
          .as("a key of " + account)
          .noneMatch(file -> text(file).contains(key));
    }
    assertThat(cluster.leftInStaging()).isEmpty();
  }

  @Test
  void aKilledJobEndsTheRunWithTheSettingAndTheNextRunGoesOn() throws Exception {
    fill();
    int applications = applications();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      cluster.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.raw).and(r -> !lake.target.sizes(lake.raw).isEmpty()),
              OBJECTS,
              r -> {
                cluster.killRunning();
                return Then.LOSE;
              });
      Jvm.Ended killed = replicate();
      assertThat(middle.came()).as(() -> cluster.shown(killed)).isTrue();
      assertEnded(killed, 1);
      assertThat(killed.err())
          .contains("DistCp did not load dataset raw", "ended as KILLED", "'engine: distcp'");
    }
    ApplicationReport dead = theNext(applications);
    assertThat(dead.getYarnApplicationState()).isEqualTo(YarnApplicationState.KILLED);
    assertThat(lake.documents("recovery-points")).isEmpty();

    cluster.site(lake.azurite.hadoop());
    Jvm.Ended next = replicate();
    assertEnded(next, 0);
    assertSucceeded(theNext(applications + 1));
    assertCopied();
    assertThat(lake.documents("recovery-points")).hasSize(1);
  }

  @Test
  void anObjectThatVanishesAfterThePlanFailsTheJobAndTheNextRunGoesOn() throws Exception {
    fill();
    String gone = "d=1/gone";
    lake.source.put(lake.raw, gone, "soon");
    int applications = applications();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      cluster.site(proxy.hadoop());
      FaultMoment read =
          proxy.before(
              r -> r.account().equals("sa3") && r.blob().equals(gone),
              1,
              r -> {
                lake.source.delete(lake.raw, gone);
                return Then.PASS;
              });
      Jvm.Ended failed = replicate();
      assertThat(read.came()).as(() -> cluster.shown(failed)).isTrue();
      assertEnded(failed, 1);
      assertThat(failed.err())
          .contains("DistCp did not load dataset raw", "ended as FAILED", "'engine: distcp'")
          .contains("BlobNotFound", "/gone");
    }
    ApplicationReport dead = theNext(applications);
    assertThat(dead.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);
    assertThat(lake.documents("recovery-points")).isEmpty();

    cluster.site(lake.azurite.hadoop());
    Jvm.Ended next = replicate();
    assertEnded(next, 0);
    assertSucceeded(theNext(applications + 1));
    assertCopied();
    assertThat(lake.documents("recovery-points")).hasSize(1);
  }
}
