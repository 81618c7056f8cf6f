package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.testing.databricks.Fault;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors at every address that an import writes to, before the effect and after it. */
class LostAnswersTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  /** Method and path, without what is one object's own. */
  private static String route(String write) {
    String[] words = write.split(" ", 3);
    return words[0] + " " + words[1].replaceAll("/(?:[0-9][0-9a-f-]{5,}|[0-9a-f]{8}-.*)$", "");
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS_503, true",
    "RESET, true",
    "STATUS_503, false",
    "STATUS_429, false",
  })
  void everyAddressMayFailOnceAndNothingIsMissingOrThereTwice(Fault.What what, boolean after) {
    SalesWorkspace.fill(two.primary);
    two.export();
    List<String> clean = new ArrayList<>();
    try (TwoWorkspaces undisturbed = new TwoWorkspaces()) {
      SalesWorkspace.fill(undisturbed.primary);
      undisturbed.export();
      undisturbed.importing();
      clean.addAll(KilledImportTest.holds(undisturbed));
      Set<String> routes = new TreeSet<>();
      undisturbed.secondary.writes().forEach(write -> routes.add(route(write)));
      assertThat(routes).hasSizeGreaterThan(15);
      for (String route : routes) {
        String[] words = route.split(" ");
        Fault fault = Fault.on(words[0], words[1], 1, what);
        two.secondary.fail(after ? fault.afterTheEffect() : fault);
      }
    }

    ImportReport report = two.importing();

    assertThat(report.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(KilledImportTest.holds(two)).isEqualTo(clean);
    report
        .mappings()
        .forEach((kind, ids) -> assertThat(ids.values()).as("copies").doesNotHaveDuplicates());
    two.secondary.failNoMore().forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
    assertThat(two.diff()).isEmpty();
  }

  @Test
  void whatListingsShowLateIsNeitherMissedNorMadeTwice() {
    SalesWorkspace.fill(two.primary);
    two.inOrder().export();
    two.secondary.lag(3);
    for (String path :
        List.of(
            "/api/2.2/jobs/create",
            "/api/2.1/clusters/create",
            "/api/2.0/instance-pools/create",
            "/api/2.0/sql/warehouses",
            "/api/2.0/pipelines",
            "/api/2.0/global-init-scripts",
            "/api/2.0/preview/scim/v2/Groups",
            "/api/2.0/secrets/scopes/create")) {
      two.secondary.fail(Fault.on("POST", path, 1, Fault.What.STATUS_503).afterTheEffect());
    }

    ImportReport report = two.importing();

    assertThat(report.problems()).filteredOn(Problem::isFailure).isEmpty();
    two.secondary.failNoMore().lag(0).forgetWrites();
    for (int look = 1; look <= 3; look++) {
      two.with(w -> w.importing(Optional.empty(), true, plan -> {}));
    }
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
    assertThat(two.diff()).isEmpty();
  }

  @Test
  void aTokenThatEndsMidActivationLeavesItToBeFinished() {
    SalesWorkspace.fill(two.primary);
    Map<String, String> awake = WorkspaceImportTest.starters(two.primary);
    two.export();
    two.importing();
    two.secondary.fail(
        Fault.on("POST", "/api/2.2/jobs/update", 99, Fault.What.TOKEN_ENDED).after(1));
    assertThatThrownBy(() -> two.with(w -> w.activate(Optional.empty(), Optional.empty(), true)))
        .hasMessageContaining("Renew the credential");
    two.secondary.failNoMore();

    assertThat(two.with(w -> w.activate(Optional.empty(), Optional.empty(), true)).state())
        .isEqualTo(Activation.State.ACTIVE);
    assertThat(WorkspaceImportTest.starters(two.secondary)).isEqualTo(awake);
  }
}
