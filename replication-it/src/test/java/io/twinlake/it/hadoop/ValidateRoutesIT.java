package io.twinlake.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.PlainBlobs;
import io.twinlake.validation.Level;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By which way, and as whom, a validation reads. */
@Timeout(180)
class ValidateRoutesIT {
  private final Azurite azurite = Azurite.shared();
  private final String id = Hadoop.container();
  private final PlainBlobs source = Hadoop.plain("sa3");

  @BeforeEach
  void aReplicatedLake() {
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      Hadoop.plain(account).createContainer(id);
    }
    source.put(id, "lake/a-b", "one");
    source.put(id, "lake/a/x y+#", "two");
    source.put(id, "lake/caf\u00e9", "three");
    RunResult result = twinlake("", azurite.hadoop()).replicate();
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
  }

  private Twinlake twinlake(String validation, Map<String, String> hadoop) {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: routes
            sites:
              east: { raw: 'abfs://ID@sa3.dfs.core.windows.net/', control: 'abfs://ID@sa1.dfs.core.windows.net/' }
              west: { raw: 'abfs://ID@sa4.dfs.core.windows.net/', control: 'abfs://ID@sa2.dfs.core.windows.net/' }
            replicate: { from: east, to: west }
            SECTION
            datasets: [ { name: lake, root: raw/lake } ]
            """
                .replace("ID", id)
                .replace("SECTION", validation),
            "routes.yaml");
    return Twinlake.local(settings, hadoop);
  }

  private static ValidationResult content(Twinlake twinlake) {
    return twinlake.validate(
        new ValidationRequest(Level.CONTENT, Optional.empty(), Optional.empty(), Set.of()),
        ValidationListener.SILENT);
  }

  /** Lists of the data containers that a validation sends. */
  private List<AzuriteRequest> lists(String validation) {
    AtomicReference<ValidationResult> result = new AtomicReference<>();
    List<AzuriteRequest> requests =
        azurite.requestsOf(() -> result.set(content(twinlake(validation, azurite.hadoop()))));
    assertThat(result.get().verdict()).as(result.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(result.get().datasets().get(0).comparedByContent()).isEqualTo(3);
    assertThat(requests)
        .filteredOn(r -> r.operation().equals("Blob_Download") && !r.blob().isEmpty())
        .filteredOn(r -> r.account().equals("sa3") || r.account().equals("sa4"))
        .isNotEmpty()
        .allMatch(r -> r.clientRequestId().startsWith("validate"));
    return requests.stream()
        .filter(r -> r.isList() && r.container().equals(id))
        .filter(r -> r.account().equals("sa3") || r.account().equals("sa4"))
        .toList();
  }

  @Test
  void objectsAreListedByHadoopsDriverWhereReplicationListsThemNatively() {
    assertThat(lists("")).isNotEmpty().noneMatch(r -> r.clientRequestId().startsWith("validate"));
    assertThat(lists("validation: { listBy: same }"))
        .isNotEmpty()
        .allMatch(r -> r.clientRequestId().startsWith("validate"));
    assertThat(content(twinlake("", azurite.hadoop())).datasets().get(0).notes())
        .contains("Listed by another way than replication takes: east, west.");
  }

  @Test
  void anIdentityThatMayOnlyReadIsEnoughForTheDataAndTheClustersKeyIsNotUsedForIt() {
    String section = "validation: { identity: auditor }";
    Map<String, String> hadoop = new TreeMap<>(azurite.hadoop());
    for (String account : List.of("sa3", "sa4")) {
      for (String service : List.of("dfs", "blob")) {
        String host = account + "." + service + ".core.windows.net";
        hadoop.put("twinlake.identity.auditor.fs.azure.account.auth.type." + host, "SAS");
        hadoop.put(
            "twinlake.identity.auditor.fs.azure.sas.fixed.token." + host,
            PlainBlobs.accountSas(
                account,
                azurite.key(account),
                "rl",
                Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
      }
    }
    ValidationResult clean = content(twinlake(section, hadoop));
    assertThat(clean.verdict()).as(clean.toString()).isEqualTo(Verdict.CLEAN);

    hadoop.replaceAll(
        (key, value) ->
            key.startsWith("twinlake.identity.auditor.fs.azure.sas")
                ? value.replaceAll("sig=.*", "sig=d3Jvbmc%3D")
                : value);
    ValidationResult refused = content(twinlake(section, hadoop));
    assertThat(refused.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(refused.toString()).doesNotContain("d3Jvbmc");
    assertThat(refused.datasets().get(0).unknown().orElseThrow())
        .contains("sa4.dfs", "validation: { listBy: same }");
  }

  @Test
  void withoutTheIdentitysCredentialsNothingIsCompared() {
    assertThatThrownBy(
            () -> content(twinlake("validation: { identity: nobody }", azurite.hadoop())))
        .hasMessageContaining("twinlake.identity.nobody.");
  }
}
