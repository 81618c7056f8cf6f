package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.PlainBlobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The screen of {@code preflight}, on settings that work and on settings that do not. */
@Timeout(120)
class PreflightCommandTest {
  private final Azurite azurite = Azurite.shared();
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final PlainBlobs source = new PlainBlobs(azurite, "sa3");
  private final PlainBlobs target = new PlainBlobs(azurite, "sa4");
  private final Map<String, String> hadoop = new TreeMap<>(azurite.hadoop());
  private String yaml =
      """
      format: settings/1
      pair: sales
      sites:
        east: { raw: abfs://raw-ID@sa3.dfs.core.windows.net/, control: abfs://lake-ID@sa1.dfs.core.windows.net/s }
        west: { raw: abfs://raw-ID@sa4.dfs.core.windows.net/, control: abfs://lake-ID@sa2.dfs.core.windows.net/s, history: abfs://hist-ID@sa4.dfs.core.windows.net/ }
      replicate: { from: east, to: west }
      datasets: [ { name: orders, root: raw/orders } ]
      """
          .replace("ID", id);

  @TempDir Path scratch;

  PreflightCommandTest() {
    source.createContainer("raw-" + id);
    target.createContainer("raw-" + id);
    source.put("raw-" + id, "orders/part-0", "content");
  }

  private record Ended(int code, String out, String err) {}

  private Ended preflight() throws Exception {
    Ended ended = run();
    assertThat(ended.out().lines()).allMatch(line -> line.length() <= 80);
    return ended;
  }

  private Ended run(String... options) throws Exception {
    Path config = Files.writeString(scratch.resolve("sales.yaml"), yaml);
    Properties system = new Properties();
    hadoop.forEach((key, value) -> system.setProperty("spark.hadoop." + key, value));
    Recorded recorded = new Recorded();
    HadoopConf conf = new HadoopConf(Map.of(), system, ClassLoader.getPlatformClassLoader());
    String[] args = new String[options.length + 3];
    args[0] = "preflight";
    args[1] = "--config";
    args[2] = config.toString();
    System.arraycopy(options, 0, args, 3, options.length);
    int code =
        new CommandLineRun(new CommandContext(new EngineCommands(true), recorded.terminal(), conf))
            .execute(args);
    Ended ended = new Ended(code, recorded.out(), recorded.err());
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      assertThat(ended.out() + ended.err()).doesNotContain(azurite.key(account));
    }
    return ended;
  }

  /** The text without the breaks that 80 columns give it. */
  private static String flowing(Ended ended) {
    return ended.out().replaceAll("\\s+", " ");
  }

  @Test
  void aNewPairIsReadyAndNeitherSourceNorDataWasWritten() throws Exception {
    List<AzuriteRequest> requests =
        azurite.requestsOf(
            () -> {
              try {
                Ended ended = preflight();
                assertThat(ended.code()).as(ended.toString()).isZero();
                assertThat(ended.out())
                    .startsWith("READY  sales, east -> west: replicate can run.");
                assertThat(ended.out())
                    .containsPattern("east raw +raw-\\S+ +ok +ok +ok +ok +- +- +ok");
                assertThat(ended.out())
                    .containsPattern("west control +lake-\\S+ +ok +ok +made +ok +ok +ok");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(requests)
        .filteredOn(r -> !PlainBlobs.sent(r) && r.container().endsWith(id))
        .filteredOn(r -> !r.method().equals("GET") && !r.method().equals("HEAD"))
        .filteredOn(r -> r.status() < 300)
        .allSatisfy(
            r -> {
              assertThat(r.account()).isIn("sa2", "sa4");
              assertThat(r.container()).isIn("lake-" + id, "hist-" + id);
            })
        .isNotEmpty();
    assertThat(target.list("raw-" + id)).isEmpty();
    assertThat(target.list("hist-" + id)).isEmpty();
    assertThat(new PlainBlobs(azurite, "sa2").list("lake-" + id)).isEmpty();
  }

  @Test
  void jsonIsOneObjectWithTheSameVerdict() throws Exception {
    JsonNode result = new ObjectMapper().readTree(run("--json").out());

    assertThat(result.path("verdict").asText()).isEqualTo("READY");
    assertThat(result.path("places")).hasSize(5);
    assertThat(result.path("findings").get(0).path("next").asText()).isNotEmpty();
  }

  @Test
  void aWrongKeyIsNamedByItsSettingAndHidesNoOtherPlace() throws Exception {
    hadoop.put("fs.azure.account.key.sa3.dfs.core.windows.net", "d3Jvbmcga2V5");
    hadoop.put("fs.azure.account.key.sa3.blob.core.windows.net", "d3Jvbmcga2V5");

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(7);
    assertThat(ended.out()).startsWith("NOT READY");
    assertThat(flowing(ended))
        .contains("PROBLEM east raw: Account sa3 refuses the account key in use")
        .contains(
            "Set fs.azure.account.key.sa3.dfs.core.windows.net to a key that the portal shows")
        .doesNotContain("d3Jvbmc");
    assertThat(ended.out()).containsPattern("east raw +raw-\\S+ +ok +FAIL +\\? +\\?");
    assertThat(ended.out()).containsPattern("west control +lake-\\S+ +ok +ok +\\S+ +ok +ok +ok");
  }

  @Test
  void aMissingContainerIsNamedWithTheCommandThatMakesIt() throws Exception {
    yaml = yaml.replace("abfs://raw-" + id + "@sa4", "abfs://rwa-" + id + "@sa4");

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(7);
    assertThat(flowing(ended))
        .contains("PROBLEM west raw: Container rwa-" + id + " of account sa4 does not exist.")
        .contains("az storage container create --account-name sa4 --name rwa-" + id);
  }

  @Test
  void aMisspeltAccountIsAnAccountThatNobodyKnows() throws Exception {
    yaml = yaml.replace("@sa4", "@sa44");
    hadoop.put("fs.azure.account.key.sa44.dfs.core.windows.net", azurite.key("sa4"));

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(7);
    assertThat(flowing(ended)).contains("west raw", "no account sa44", "Check the spelling");
  }

  @Test
  void aNameThatDnsDoesNotKnowIsToldAsThat() throws Exception {
    hadoop.put("fs.azure.abfs.endpoint", "no-such-host.invalid:443");

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(7);
    assertThat(ended.out()).containsPattern("east raw +raw-\\S+ +FAIL +\\?");
    assertThat(flowing(ended))
        .contains("no-such-host.invalid leads to no address", "private DNS zone");
  }

  @Test
  @DisplayName("T23: a signature that may only read names the permissions and is never shown")
  void aReadOnlySignatureForTheTargetNamesWhatItLacks() throws Exception {
    String sas =
        PlainBlobs.accountSas(
            "sa4",
            azurite.key("sa4"),
            "rl",
            Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    for (String host : List.of("sa4.dfs.core.windows.net", "sa4.blob.core.windows.net")) {
      hadoop.remove("fs.azure.account.key." + host);
      hadoop.put("fs.azure.account.auth.type." + host, "SAS");
      hadoop.put("fs.azure.sas.fixed.token." + host, sas);
    }

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(7);
    assertThat(ended.out()).containsPattern("west raw +raw-\\S+ +ok +ok +ok +none +FAIL");
    assertThat(flowing(ended))
        .contains("AuthorizationPermissionMismatch", "read, add, create, write, delete and list");
    assertThat(ended.out() + ended.err())
        .doesNotContain("sig=", sas.substring(sas.indexOf("sig=") + 4));
    assertThat(target.list("raw-" + id)).isEmpty();
  }

  @Test
  void aSwappedDirectionIsRefusedByTheRole() throws Exception {
    Twinlake.local(Settings.load(yaml, "sales.yaml"), hadoop).replicate();
    yaml = yaml.replace("from: east, to: west", "from: west, to: east");

    Ended ended = preflight();

    assertThat(ended.code()).as(ended.toString()).isEqualTo(5);
    assertThat(flowing(ended))
        .contains("PROBLEM roles: Dataset orders is a replica at west", "swapped");
  }

  @Test
  void aControlRootInsideADataRootIsAMistakeInTheSettings() throws Exception {
    yaml =
        yaml.replace(
            "abfs://lake-" + id + "@sa2.dfs.core.windows.net/s",
            "wasb://raw-" + id + "@sa4.blob.core.windows.net/s");

    Ended ended = preflight();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("sites.west.control lies inside sites.west.raw");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void keysInSparksOwnConfigurationAreNamedAndNotShown() throws Exception {
    assertThat(flowing(preflight()))
        .contains(
            "WARNING Spark configuration: Credentials stand there as plain text: spark.hadoop.fs.azure.account.key (devstoreaccount1, sa1, sa2 and 2 more).")
        .contains("spark.redaction.regex is not set");
  }
}
