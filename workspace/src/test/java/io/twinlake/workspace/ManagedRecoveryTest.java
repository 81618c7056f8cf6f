package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.disasterrecovery.ListFailoverGroupsResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.Fault;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where Databricks itself replicates a workspace, nobody writes twice and nothing is left out. */
class ManagedRecoveryTest {
  private static final String GROUPS = "/api/disaster-recovery/v1/accounts/acme/failover-groups";
  private static final Set<Kind> LISTED = EnumSet.of(Kind.NOTEBOOK, Kind.JOB);

  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  private static ManagedRecovery decide(
      Set<Kind> managed, Set<Kind> carried, Optional<List<FailoverGroup>> groups, String why) {
    return ManagedRecovery.of(managed, LISTED, carried, Optional.of("7"), groups, why);
  }

  private static Optional<List<FailoverGroup>> group(String... workspaces) {
    return Optional.of(
        List.of(
            new FailoverGroup("other", "ACTIVE", "east", "", Set.of("1")),
            new FailoverGroup("sales", "ACTIVE", "east", "12:00", Set.of(workspaces))));
  }

  @Test
  void refusesWhatBothWouldWrite() {
    assertThat(decide(Set.of(), Set.of(Kind.JOB, Kind.USER), group("7", "8"), "").refusal().get())
        .contains("failover group sales is ACTIVE", "would write job too", "[databricks]");
    assertThat(decide(Set.of(Kind.JOB), Set.of(Kind.NOTEBOOK), group("7"), "").refusal())
        .isPresent();
    assertThat(decide(LISTED, Set.of(Kind.USER), group("7"), "").refusal()).isEmpty();
  }

  @Test
  void tellsHowFarItIsReplicatedWhereItIsLeftToIt() {
    assertThat(decide(LISTED, Set.of(), group("7"), "").problems())
        .hasSize(2)
        .noneMatch(Problem::isFailure)
        .allMatch(p -> p.what().contains("replicated up to 12:00"));
  }

  @Test
  void tellsThatNobodyCarriesWhatIsLeftToAGroupThatIsNotThere() {
    assertThat(decide(Set.of(Kind.JOB), Set.of(), group("8"), "").problems())
        .singleElement()
        .satisfies(p -> assertThat(p.isFailure()).isTrue())
        .satisfies(p -> assertThat(p.what()).contains("nobody carries it"));
    assertThat(decide(Set.of(), Set.of(Kind.JOB), group("8"), "").problems()).isEmpty();
  }

  @Test
  void saysWhereItCouldNotBeToldAndNothingWhereNobodyWasToLook() {
    assertThat(decide(Set.of(Kind.JOB), Set.of(), Optional.empty(), "no right").problems())
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains("could not be told: no right"));
    ManagedRecovery nobody = decide(Set.of(Kind.JOB), Set.of(), Optional.empty(), "");
    assertThat(nobody.problems()).isEmpty();
    assertThat(nobody.refusal()).isEmpty();
  }

  private String account() {
    return "account: { id: acme, profile: primary, configFile: \"%s\" }\n".formatted(two.config());
  }

  private void replicated(boolean assets, String... workspaces) {
    for (String name : List.of("unrelated", "also-unrelated", "sales")) {
      two.primary.call(
          "POST",
          GROUPS,
          "failover_group_id",
          name,
          "initial_primary_region",
          "eastus",
          "regions",
          List.of("eastus", "westus"),
          "workspace_sets",
          List.of(
              Map.of(
                  "name",
                  "set",
                  "replicate_workspace_assets",
                  assets,
                  "workspace_ids",
                  name.equals("sales") ? List.of(workspaces) : List.of("1", "2"))));
    }
  }

  @Test
  void theAccountsGroupsAreFoundByTheIdThatTheTargetSaysInItsAnswers() {
    replicated(true, two.primary.workspaceId(), two.secondary.workspaceId());
    two.primary.call("POST", "/api/2.2/jobs/create", "name", "load");
    two.saying(account()).export();

    assertThatThrownBy(two::importing)
        .isInstanceOf(WorkspaceRefusedException.class)
        .hasMessageContainingAll("accounts/acme/failover-groups/sales", "eastus", "job");
    assertThat(two.secondary.writes()).isEmpty();

    two.saying(account() + "managed: [databricks]\n").export();
    ImportReport report = two.importing();
    assertThat(report.isWhole()).isTrue();
    assertThat(report.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.startsWith("Job: left to") && p.contains("2026-10-01T12:00:00Z"));
    assertThat(report.outcomes()).doesNotContainKey(Kind.JOB);
  }

  @Test
  void aGroupThatReplicatesTablesOnlyIsNoneForWorkspaces() {
    replicated(false, two.secondary.workspaceId());
    two.saying(account() + "managed: [job]\n").export();

    ImportReport report = two.importing();

    assertThat(report.isWhole()).isFalse();
    assertThat(report.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::kind)
        .containsExactly(Kind.JOB);
  }

  @Test
  void anAccountThatRefusesIsTold() {
    two.saying(account()).export();
    two.primary.fail(Fault.on("GET", GROUPS, 9, Fault.What.STATUS_403));

    ImportReport report = two.importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.problems())
        .extracting(Problem::what)
        .anyMatch(p -> p.contains("could not be told") && p.contains("account acme"));
  }

  @Test
  void theStandInAnswersWhatTheModelsKnow() throws JsonProcessingException {
    replicated(true, "1");
    JsonNode answer = two.primary.call("GET", GROUPS);
    ListFailoverGroupsResponse known =
        SerDeUtils.createMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
            .treeToValue(answer, ListFailoverGroupsResponse.class);
    assertThat(known.getFailoverGroups()).hasSize(2);
    assertThat(known.getNextPageToken()).isNotEmpty();
  }
}
