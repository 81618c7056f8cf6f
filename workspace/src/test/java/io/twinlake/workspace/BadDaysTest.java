package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.Fault;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on other people's bad days, and what must not come of it. */
class BadDaysTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  private static long count(FakeWorkspace workspace, String path, String field, String name) {
    workspace.pageSize(1000);
    long count = 0;
    for (JsonNode row : workspace.call("GET", path).path(field)) {
      if (row.toString().contains("\"" + name + "\"")) {
        count++;
      }
    }
    workspace.pageSize(2);
    return count;
  }

  private String job(FakeWorkspace workspace, Object... body) {
    return workspace.call("POST", "/api/2.2/jobs/create", body).path("job_id").asText();
  }

  @Test
  void throttlingAndErrorsThatPassCostTimeOnly() {
    SalesWorkspace.fill(two.primary);
    two.primary
        .fail(Fault.on("GET", "/api/2.0/permissions", 3, Fault.What.STATUS_429).askingFor(1))
        .fail(Fault.on("GET", "/api/2.2/jobs/get", 2, Fault.What.STATUS_500))
        .fail(Fault.on("GET", "/api/2.0/workspace/list", 2, Fault.What.STATUS_504))
        .fail(Fault.on("GET", "/api/2.1/clusters", 2, Fault.What.RESET));
    Manifest manifest = two.export();
    assertThat(manifest.isWhole()).isTrue();
    two.secondary
        .fail(Fault.on("POST", "/api/2.0/workspace/import", 2, Fault.What.STATUS_429).askingFor(1))
        .fail(Fault.on("POST", "/api/2.0/workspace/import", 2, Fault.What.STATUS_503).after(2));

    assertThat(two.importing().isWhole()).isTrue();
  }

  @Test
  void aJobWhoseCreationWasNotAnsweredIsNotCreatedTwice() {
    job(two.primary, "name", "once");
    two.export();
    for (Fault.What what : List.of(Fault.What.STATUS_503, Fault.What.RESET)) {
      two.secondary
          .failNoMore()
          .fail(Fault.on("POST", "/api/2.2/jobs/create", 1, what).afterTheEffect());
      assertThat(two.importing().isWhole()).isTrue();
      assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "once")).isEqualTo(1);
    }
  }

  @Test
  void aJobWhoseCreationFailedBeforeTheEffectIsCreated() {
    job(two.primary, "name", "once");
    two.export();
    two.secondary.fail(Fault.on("POST", "/api/2.2/jobs/create", 1, Fault.What.STATUS_503));

    assertThat(two.importing().isWhole()).isTrue();

    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "once")).isEqualTo(1);
  }

  @Test
  void oneObjectWithoutPermissionDoesNotStopTheRest() {
    String hidden = job(two.primary, "name", "hidden");
    job(two.primary, "name", "seen");
    two.primary.fail(
        Fault.on("GET", "/api/2.0/permissions/jobs/" + hidden, 99, Fault.What.STATUS_403));

    Manifest manifest = two.export();
    ImportReport report = two.importing();

    assertThat(manifest.problems())
        .filteredOn(Problem::isFailure)
        .singleElement()
        .satisfies(
            p -> assertThat(p.what()).contains("permissions", "Give the identity the right"));
    assertThat(report.isWhole()).isFalse();
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "seen")).isEqualTo(1);
  }

  @Test
  void aNotebookThatMayNotBeReadIsToldAndTheRestGoesOn() {
    SalesWorkspace.fill(two.primary);
    two.primary.fail(Fault.on("GET", "/api/2.0/workspace/export", 1, Fault.What.STATUS_403));

    Manifest manifest = two.inOrder().export();

    assertThat(manifest.problems())
        .filteredOn(Problem::isFailure)
        .singleElement()
        .satisfies(p -> assertThat(p.kind()).isIn(Kind.NOTEBOOK, Kind.FILE));
    ImportReport report = two.saying("deletions: propagate").importing();
    assertThat(report.isWhole()).as("it is told with the import too").isFalse();
    assertThat(report.outcomes().get(Kind.JOB)).containsEntry(Outcome.CREATED, 8);
  }

  @Test
  void anObjectThatMayNotBeWrittenIsToldAndTheRestGoesOn() {
    job(two.primary, "name", "first");
    job(two.primary, "name", "second");
    two.export();
    two.secondary.fail(Fault.on("POST", "/api/2.2/jobs/create", 1, Fault.What.STATUS_403));

    ImportReport report = two.importing();

    assertThat(report.outcomes().get(Kind.JOB))
        .isEqualTo(Map.of(Outcome.FAILED, 1, Outcome.CREATED, 1));
    assertThat(two.importing().isWhole()).as("once it may").isTrue();
  }

  @Test
  void clustersOfOneNameAtTheTargetAreNotTakenForCopiesAndThatIsTold() {
    for (FakeWorkspace workspace : List.of(two.primary, two.secondary, two.secondary)) {
      workspace.call(
          "POST",
          "/api/2.1/clusters/create",
          "cluster_name",
          "shared",
          "spark_version",
          "14.3.x-scala2.12",
          "node_type_id",
          "Standard_DS3_v2",
          "num_workers",
          1);
    }
    two.export();

    ImportReport report = two.importing();

    assertThat(report.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.startsWith("Cluster shared: has a name that is not unique"));
    assertThat(count(two.secondary, "/api/2.1/clusters/list", "clusters", "shared")).isEqualTo(3);
  }

  @Test
  void aWorkspaceThatKeepsFailingForOneJobCostsThatJobOnly() {
    job(two.primary, "name", "first");
    job(two.primary, "name", "ownerless");
    job(two.primary, "name", "last");
    // 500 for a job whose owner is gone, which stopped other tools.
    two.primary.fail(
        new Fault(
            (method, path) -> path.equals("/api/2.2/jobs/get"),
            1,
            6,
            Fault.What.STATUS_500,
            false,
            -1));
    two.inOrder();

    Manifest manifest = two.export();

    assertThat(manifest.isWhole()).isFalse();
    assertThat(manifest.documents())
        .filteredOn(d -> d.kind() == Kind.JOB)
        .singleElement()
        .satisfies(d -> assertThat(d.items()).isEqualTo(2))
        .satisfies(d -> assertThat(d.complete()).isFalse());
  }

  @Test
  void aTokenThatEndsMidRunStopsItAndTheNextRunFinishes() {
    SalesWorkspace.fill(two.primary);
    two.export();
    two.secondary.fail(
        Fault.on("POST", "/api/2.2/jobs/create", 99, Fault.What.TOKEN_ENDED).after(2));
    assertThatThrownBy(two::importing)
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.problem()).isEqualTo(ApiProblem.UNAUTHENTICATED))
        .hasMessageContaining("Renew the credential");
    two.secondary.failNoMore();

    assertThat(two.importing().isWhole()).isTrue();
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "wide")).isEqualTo(1);
  }

  @Test
  void whatIsChangedByHandAtTheTargetIsKeptAndTold() {
    SalesWorkspace.fill(two.primary);
    two.export();
    two.importing();
    JsonNode cluster = two.secondary.call("GET", "/api/2.1/clusters/list").path("clusters").get(0);
    String id = cluster.path("cluster_id").asText();
    two.secondary.call("POST", "/api/2.1/clusters/edit", edited(cluster, id));
    two.secondary.forgetWrites();

    ImportReport kept = two.importing();
    assertThat(kept.count(Outcome.CHANGED_BY_HAND)).isEqualTo(1);
    assertThat(kept.isWhole()).isFalse();
    assertThat(two.secondary.writes()).isEmpty();

    ImportReport given = two.saying("conflict: overwrite").importing();
    assertThat(given.count(Outcome.OVERWRITTEN)).isEqualTo(1);
    assertThat(given.isWhole()).isTrue();
    assertThat(two.diff()).isEmpty();
  }

  private static ObjectNode edited(JsonNode cluster, String id) {
    ObjectNode body = (ObjectNode) cluster.path("spec").deepCopy();
    return body.put("cluster_id", id).put("autotermination_minutes", 7);
  }

  @Test
  void aUserWhoIsMissingAtTheTargetBlocksWhatRunsAsThemAndTheirRightsOnly() {
    two.primary.call("POST", "/api/2.0/preview/scim/v2/Users", "userName", "carl@example.com");
    job(two.primary, "name", "his", "run_as", Map.of("user_name", "carl@example.com"));
    String other = job(two.primary, "name", "other");
    two.primary.call(
        "PATCH",
        "/api/2.0/permissions/jobs/" + other,
        "access_control_list",
        List.of(Map.of("user_name", "carl@example.com", "permission_level", "CAN_VIEW")));
    two.saying("exclude: [user]").export();

    ImportReport report = two.importing();

    assertThat(report.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::toString)
        .anyMatch(p -> p.contains("Job his: user_name carl@example.com is not known at the target"))
        .anyMatch(
            p -> p.contains("Job other: permission CAN_VIEW of carl@example.com was not carried"));
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "other")).isEqualTo(1);
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "his")).isZero();
  }

  @Test
  void aReferenceThatCannotBeResolvedIsToldBeforeAnythingIsWrittenAndBlocksThatJobOnly() {
    job(two.primary, "name", "good");
    two.primary.call(
        "POST",
        "/api/2.1/clusters/create",
        "cluster_name",
        "here",
        "spark_version",
        "14.3.x-scala2.12",
        "node_type_id",
        "Standard_DS3_v2",
        "num_workers",
        1);
    String cluster =
        two.primary
            .call("GET", "/api/2.1/clusters/list")
            .path("clusters")
            .get(0)
            .path("cluster_id")
            .asText();
    job(
        two.primary,
        "name",
        "dangling",
        "tasks",
        List.of(Map.of("task_key", "t", "existing_cluster_id", cluster)));
    two.primary.call("POST", "/api/2.1/clusters/permanent-delete", "cluster_id", cluster);
    two.export();
    List<Problem> before = new ArrayList<>();

    ImportReport report =
        two.with(
            w ->
                w.importing(
                    Optional.empty(),
                    false,
                    plan -> {
                      assertThat(two.secondary.writes()).isEmpty();
                      before.addAll(plan.problems());
                    }));

    assertThat(before)
        .extracting(Problem::what)
        .containsExactly("Mapping not available for old cluster id " + cluster);
    assertThat(report.count(Outcome.FAILED)).isEqualTo(1);
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "good")).isEqualTo(1);
  }

  @Test
  void whatIsGoneAtTheSourceIsRemovedByTheSecondRunThatMissesItAndOnlyIfWanted() {
    String goes = job(two.primary, "name", "goes");
    two.primary.call("POST", "/api/2.0/preview/scim/v2/Users", "userName", "leaver@example.com");
    two.saying("deletions: propagate").export();
    two.importing();
    two.primary.call("POST", "/api/2.2/jobs/delete", "job_id", Long.parseLong(goes));
    two.export();

    ImportReport first = two.importing();
    assertThat(first.gone()).isEqualTo(1);
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "goes")).isEqualTo(1);

    ImportReport second = two.importing();
    assertThat(second.deleted()).isEqualTo(1);
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "goes")).isZero();
  }

  @Test
  void whatAnExportWasNotAskedForIsNotGone() {
    for (String directory : List.of("/Shared/kept", "/Shared/other")) {
      two.primary.call("POST", "/api/2.0/workspace/mkdirs", "path", directory);
      two.primary.upload(
          "/api/2.0/workspace-files/import-file" + directory + "/a.txt", new byte[] {1, 2, 3});
    }
    String all = "deletions: propagate";
    two.saying(all).export();
    two.importing();
    // The primary's copy of the settings names less than the secondary's.
    two.saying(all + "\npaths: [/Shared/kept]").export();
    two.saying(all);
    for (int run = 0; run < 3; run++) {
      ImportReport report = two.importing();
      assertThat(report.deleted() + report.gone()).as(report.toString()).isZero();
    }
    // The other way round it is not forgotten, either.
    two.saying(all).export();
    two.saying(all + "\npaths: [/Shared/kept]");
    two.importing();
    two.importing();
    two.saying(all);
    ImportReport again = two.importing();
    assertThat(again.writes()).as(again.toString()).isZero();
  }

  @Test
  void nothingIsRemovedWhenTheArchiveIsNotWhole() {
    String goes = job(two.primary, "name", "goes");
    two.saying("deletions: propagate").export();
    two.importing();
    two.primary.call("POST", "/api/2.2/jobs/delete", "job_id", Long.parseLong(goes));
    two.primary.fail(Fault.on("GET", "/api/2.2/jobs/list", 99, Fault.What.STATUS_403));
    two.export();

    two.importing();
    assertThat(two.importing().deleted()).isZero();
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "goes")).isEqualTo(1);
  }

  @Test
  void aNotebookOverTheLimitIsToldAndTheRestGoesOn() {
    two.primary.call("POST", "/api/2.0/workspace/mkdirs", "path", "/Shared/big");
    two.primary.upload(
        "/api/2.0/workspace-files/import-file/Shared/big/model.bin", new byte[11 << 20]);
    two.primary.upload(
        "/api/2.0/workspace-files/import-file/Shared/big/small.txt", new byte[] {1, 2, 3});

    Manifest manifest = two.export();

    assertThat(manifest.problems())
        .filteredOn(Problem::isFailure)
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.toString())
                    .contains("/Shared/big/model.bin", "larger than the 10 MB"));
    two.importing();
    assertThat(two.secondary.call("GET", "/api/2.0/workspace/list?path=/Shared/big").toString())
        .contains("small.txt");
  }

  @Test
  void namesThatAreNotUniqueAreNeverTakenForCopies() {
    job(two.primary, "name", "same");
    job(two.primary, "name", "same");
    job(two.secondary, "name", "same");
    two.export();

    two.importing();

    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "same")).isEqualTo(3);
  }

  @Test
  void anArchiveWithoutItsManifestIsNone() {
    two.primary.call("POST", "/api/2.0/workspace/mkdirs", "path", "/Shared/x");
    assertThatThrownBy(() -> two.with(w -> w.importing(Optional.of("cut"), false, p -> {})))
        .hasMessageContaining("its manifest is missing");
    assertThatThrownBy(two::importing).hasMessageContaining("Run workspace export first");
  }

  @Test
  void aTokenThatEndsMidExportLeavesNoArchive() {
    SalesWorkspace.fill(two.primary);
    two.primary.fail(Fault.on("GET", "/api/2.2/jobs/get", 99, Fault.What.TOKEN_ENDED).after(2));

    assertThatThrownBy(two::export).hasMessageContaining("Renew the credential");

    assertThatThrownBy(two::importing).hasMessageContaining("Run workspace export first");
  }

  @Test
  void objectsThatAreDeletedDuringTheExportAreLeftOutAndTheRestIsWhole() {
    SalesWorkspace.fill(two.primary);
    String goes = job(two.primary, "name", "goes");
    two.primary.observe(
        (method, path, request, status, answer) -> {
          if (path.equals("/api/2.2/jobs/list") && answer.toString().contains("\"goes\"")) {
            two.primary.call("POST", "/api/2.2/jobs/delete", "job_id", Long.parseLong(goes));
          }
          if (path.equals("/api/2.0/workspace/list")
              && answer.toString().contains("requirements.txt")) {
            two.primary.call(
                "POST", "/api/2.0/workspace/delete", "path", "/Shared/räume/requirements.txt");
          }
        });

    Manifest manifest = two.inOrder().export();

    assertThat(manifest.isWhole()).isTrue();
    assertThat(manifest.problems())
        .extracting(Problem::toString)
        .contains("Job goes: vanished while it was read; left out.")
        .anyMatch(p -> p.contains("requirements.txt: vanished while it was read"));
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "goes")).isZero();
  }

  @Test
  void aSourceOfALowerTierIsExportedWithoutWhatItDoesNotHave() {
    SalesWorkspace.fill(two.primary);
    two.primary.fail(Fault.on("GET", "/api/2.0/permissions", 9999, Fault.What.NOT_IN_TIER));
    two.primary.fail(Fault.on("GET", "/api/2.0/pipelines", 9999, Fault.What.NOT_IN_TIER));

    Manifest manifest = two.export();

    assertThat(manifest.isWhole()).isTrue();
    assertThat(manifest.problems())
        .extracting(Problem::toString)
        .contains("Job: permissions: this workspace does not have it, by its tier.")
        .anyMatch(p -> p.startsWith("Pipeline: not available in this workspace"));
  }

  @Test
  void aTargetOfALowerTierGetsAllThatItCanHold() {
    SalesWorkspace.fill(two.primary);
    two.export();
    two.secondary.fail(
        new Fault(
            (method, path) ->
                path.startsWith("/api/2.0/permissions") || path.startsWith("/api/2.0/pipelines"),
            0,
            9999,
            Fault.What.NOT_IN_TIER,
            false,
            -1));

    ImportReport report = two.importing();

    assertThat(report.isWhole()).isFalse();
    assertThat(report.outcomes().get(Kind.PIPELINE)).containsEntry(Outcome.FAILED, 1);
    assertThat(report.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.startsWith("Job arrivals: Mapping not available for old pipeline id"))
        .anyMatch(p -> p.contains("raise its tier"));
    assertThat(count(two.secondary, "/api/2.2/jobs/list", "jobs", "wide")).isEqualTo(1);
    assertThat(report.outcomes().get(Kind.NOTEBOOK)).containsEntry(Outcome.CREATED, 4);
  }

  @Test
  void aFileOfDbfsThatChangesWhileItIsReadCostsThatFileOnly() {
    SalesWorkspace.fill(two.primary);
    two.primary.observe(
        (method, path, request, status, answer) -> {
          if (path.equals("/api/2.0/dbfs/list") && answer.toString().contains("sales.jar")) {
            two.primary.call(
                "POST",
                "/api/2.0/dbfs/put",
                "path",
                "/FileStore/jars/sales.jar",
                "contents",
                "bmV3");
          }
        });

    Manifest manifest = two.export();

    assertThat(manifest.problems())
        .filteredOn(Problem::isFailure)
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains("changed while it was read"));
  }
}
