package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.Fault;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.MappedPlace;
import io.twinlake.workspace.sync.MappedPlace.Verdict;
import io.twinlake.workspace.sync.Outcome;
import io.twinlake.workspace.sync.Resolver.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts, vaults and endpoints of rules are looked for before anything is written. */
class MappedPlacesTest {
  private static final String RULES =
      """
      mappings:
        storageAccounts: [{ east: saleseast, west: saleswest }]
        keyVaults: [{ east: sales-east, west: sales-west }]
      checkMappings: %s
      """;

  private static final String EAST = "saleseast.dfs.core.windows.net";
  private static final String WEST = "saleswest.dfs.core.windows.net";

  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @BeforeEach
  void export() {
    SalesWorkspace.fill(two.primary);
    two.saying(RULES.formatted("refuse")).export();
  }

  private static Verdict verdict(ImportReport report, String of) {
    return report.places().stream()
        .filter(place -> place.of().equals(of))
        .map(MappedPlace::verdict)
        .findFirst()
        .orElseThrow();
  }

  private void location(String url) {
    two.secondary.call(
        "POST", "/api/2.1/unity-catalog/external-locations", "name", "lake", "url", url);
  }

  @Test
  void whatIsMissingIsToldWithRuleAndObjectBeforeAnythingIsWrittenAndCostsWhatNamesItOnly() {
    two.name(EAST, Answer.RESOLVES).name(WEST, Answer.ABSENT);
    List<Problem> before = new ArrayList<>();

    ImportReport report =
        two.with(
            w ->
                w.importing(
                    Optional.empty(),
                    false,
                    plan -> {
                      assertThat(two.secondary.writes()).isEmpty();
                      assertThat(verdict(plan, "storageAccounts")).isEqualTo(Verdict.MISSING);
                      before.addAll(plan.problems());
                    }));

    assertThat(before)
        .filteredOn(Problem::isFailure)
        .extracting(Problem::toString)
        .anyMatch(
            p ->
                p.startsWith("Job arrivals: ")
                    && p.contains(
                        "workspace.mappings.storageAccounts puts %s for %s, and that is not there"
                            .formatted(WEST, EAST)))
        .anyMatch(p -> p.startsWith("Cluster policy ") && p.contains(WEST));
    assertThat(report.isWhole()).isFalse();
    assertThat(report.outcomes().get(Kind.CLUSTER_POLICY)).containsEntry(Outcome.FAILED, 1);
    assertThat(report.outcomes().get(Kind.NOTEBOOK)).doesNotContainKey(Outcome.FAILED);
    assertThat(two.diff())
        .filteredOn(d -> d.what() == Difference.What.CANNOT_BE_CARRIED)
        .extracting(Difference::kind)
        .contains(Kind.CLUSTER_POLICY);

    two.name(WEST, Answer.RESOLVES);
    ImportReport later = two.importing();
    assertThat(later.isWhole()).as("once it is made").isTrue();
    assertThat(verdict(later, "storageAccounts")).isEqualTo(Verdict.FOUND);
  }

  @Test
  void aVaultThatIsMissingCostsItsScopeOnly() {
    two.name(WEST, Answer.RESOLVES)
        .name("sales-east.vault.azure.net", Answer.RESOLVES)
        .name("sales-west.vault.azure.net", Answer.ABSENT);

    ImportReport report = two.importing();

    assertThat(verdict(report, "keyVaults")).isEqualTo(Verdict.MISSING);
    assertThat(report.outcomes().get(Kind.SECRET_SCOPE)).containsEntry(Outcome.FAILED, 1);
    assertThat(report.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::toString)
        .allMatch(p -> p.startsWith("Secret scope vault: ") || p.contains("vault"));
  }

  @Test
  void whatCannotBeToldIsCarriedAndNotedOnceForEachPlace() {
    ImportReport report = two.importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(verdict(report, "storageAccounts")).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(report.problems())
        .filteredOn(p -> p.what().contains(WEST))
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.what())
                    .contains("could not be told", "nobody answered for its name", "more"))
        .satisfies(p -> assertThat(p.isFailure()).isFalse());
    assertThat(two.importing().problems())
        .as("the scope that was made uses the vault, so that is there")
        .noneMatch(p -> p.what().contains("sales-west"));
  }

  @Test
  void anAccountThatTheTargetsUnityCatalogUsesIsThere() {
    location("abfss://other@third.dfs.core.windows.net/");
    location("abfss://raw@saleswest.dfs.core.windows.net/");
    two.name(EAST, Answer.RESOLVES).name(WEST, Answer.ABSENT);

    ImportReport report = two.importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.places())
        .filteredOn(place -> place.of().equals("storageAccounts"))
        .first()
        .satisfies(place -> assertThat(place.how()).contains("external location lake"))
        .satisfies(place -> assertThat(place.address()).isEqualTo(WEST))
        .satisfies(place -> assertThat(place.objects()).isGreaterThan(1));
  }

  @Test
  void aUnityCatalogThatDoesNotShowItselfProvesNothing() {
    location("abfss://raw@saleswest.dfs.core.windows.net/");
    two.secondary.fail(Fault.on("GET", "/api/2.1/unity-catalog", 99, Fault.What.STATUS_403));

    ImportReport report = two.importing();

    assertThat(verdict(report, "storageAccounts")).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(report.isWhole()).isTrue();
  }

  @Test
  void whereItShallOnlyWarnWhatIsMissingIsToldAndCarried() {
    two.name(EAST, Answer.RESOLVES).name(WEST, Answer.ABSENT);

    ImportReport report = two.saying(RULES.formatted("warn")).importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.problems())
        .extracting(Problem::what)
        .anyMatch(p -> p.contains(WEST) && p.contains("that is not there"));
  }

  @Test
  void whereItShallNotLookNobodyIsAsked() {
    two.name(EAST, Answer.RESOLVES).name(WEST, Answer.ABSENT);
    List<String> asked = new ArrayList<>();
    two.secondary.observe(
        (method, path, request, status, answer) -> {
          if (path.contains("unity-catalog")) {
            asked.add(path);
          }
        });

    ImportReport report = two.saying(RULES.formatted("none")).importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.places()).isEmpty();
    assertThat(asked).isEmpty();
  }
}
