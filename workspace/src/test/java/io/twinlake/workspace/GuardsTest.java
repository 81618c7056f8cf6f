package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.role.Role;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.ledger.ClaimTakenException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write to a workspace, and when nobody may. */
class GuardsTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @BeforeEach
  void fill() {
    SalesWorkspace.fill(two.primary);
  }

  @AfterEach
  void close() {
    two.close();
  }

  private void role(String site, long epoch, String primary) {
    Role role =
        new Role(
            "role/1.0",
            two.settings().pair(),
            epoch,
            new TreeMap<>(Map.of("default", primary)),
            Instant.now());
    new ControlDocuments(two.control(site))
        .putIfAbsent(ControlPaths.role(epoch), Json.document(role));
  }

  @Test
  void ofTwoImportsAtOnceTheSecondStopsBeforeItWrites() {
    two.export();

    two.with(
        first ->
            first.importing(
                Optional.empty(),
                false,
                plan -> {
                  assertThatThrownBy(two::importing)
                      .isInstanceOf(ClaimTakenException.class)
                      .hasMessageContaining("Another run has the workspace of west: import");
                  assertThatThrownBy(
                          () -> two.with(w -> w.activate(Optional.empty(), Optional.empty(), true)))
                      .isInstanceOf(ClaimTakenException.class);
                  assertThat(two.secondary.writes()).isEmpty();
                }));

    assertThat(two.importing().isWhole()).as("it gave the claim back").isTrue();
  }

  @Test
  void anImportWhoseClaimWasTakenOverWritesNoMore() {
    two.export();

    assertThatThrownBy(
            () ->
                two.with(
                    first ->
                        first.importing(
                            Optional.empty(),
                            false,
                            plan ->
                                two.with(
                                    second ->
                                        second.importing(Optional.empty(), false, true, p -> {})))))
        .isInstanceOf(ClaimTakenException.class)
        .hasMessageContaining("Nothing more is written");
    two.secondary.forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
  }

  @Test
  void aPlanNeedsNoClaim() {
    two.export();
    two.with(
        first ->
            first.importing(
                Optional.empty(),
                false,
                plan -> two.with(w -> w.importing(Optional.empty(), true, p -> {}))));
  }

  @Test
  void onlyThePrimaryOfTheRoleDocumentsIsActivated() {
    two.export();
    two.importing();
    two.with(w -> w.deactivate(Optional.empty()));
    role("west", 1, "east");
    two.secondary.forgetWrites();

    assertThatThrownBy(() -> two.with(w -> w.activate(Optional.empty(), Optional.empty(), false)))
        .isInstanceOf(WorkspaceRefusedException.class)
        .hasMessageContaining("east is primary (epoch 1)")
        .hasMessageContaining("--despite-role");
    assertThat(two.secondary.writes()).isEmpty();

    role("east", 2, "west"); // A newer one may lie on the other control root.
    SwitchReport report = two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));
    assertThat(report.state()).isEqualTo(Activation.State.ACTIVE);
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void whoInsistsIsToldThatTheDataStayBehind() {
    two.export();
    two.importing();
    role("west", 1, "east");

    SwitchReport report =
        two.with(
            w -> w.activate(Optional.empty(), Optional.empty(), new Insisting(true, true, false)));

    assertThat(report.state()).isEqualTo(Activation.State.ACTIVE);
    assertThat(report.notes())
        .containsExactly(
            "The role documents still say that east is primary (epoch 1): the data were not failed over.");
  }

  @Test
  void aChangeOfRoleStopsAnActivationBeforeItsNextWave() {
    two.saying("waves: [{ name: critical, jobs: [load] }]").export();
    two.importing();
    role("west", 1, "west");
    two.secondary.observe(
        (method, path, request, status, answer) -> {
          if (path.equals("/api/2.0/instance-pools/edit")) {
            role("west", 2, "east");
          }
        });

    assertThatThrownBy(
            () -> two.inOrder().with(w -> w.activate(Optional.empty(), Optional.empty(), true)))
        .isInstanceOf(WorkspaceRefusedException.class)
        .hasMessageContaining("epoch 2 is in force, this run began in 1");
    assertThat(WorkspaceImportTest.starters(two.secondary))
        .containsEntry("load", " 0,PAUSED 0")
        .containsEntry("pool warm", "2");
    assertThat(two.with(Workspaces::status).notes())
        .contains("An activation of west did not end: run it again.");
  }
}
