package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.Fault;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clusters and jobs need besides themselves: files, destinations, lists of addresses. */
class FilesAndDestinationsTest {
  private static final String VOLUME = "/Volumes/main/default/libs";

  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  private static String id(FakeWorkspace in, String path, String field, Object... body) {
    return in.call("POST", path, body).path(field).asText();
  }

  private void job(String name, Map<String, ?> task, Object... more) {
    Map<String, Object> whole = new TreeMap<>(task);
    whole.put("task_key", "t");
    List<Object> body = new ArrayList<>(List.of("name", name, "tasks", List.of(whole)));
    body.addAll(List.of(more));
    two.primary.call("POST", "/api/2.2/jobs/create", body.toArray());
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private static List<String> held(
      FakeWorkspace workspace, String list, String field, String name) {
    workspace.pageSize(100);
    List<String> found = new ArrayList<>();
    for (JsonNode row : workspace.call("GET", list).path(field)) {
      found.add(row.path(name).asText());
    }
    workspace.pageSize(2);
    return found;
  }

  @Test
  void librariesAndScriptsAreCarriedFromWhereverTheyAreNamed() {
    for (String file : List.of("/FileStore/other/deep/a.jar", "/scripts/init.sh")) {
      two.primary.call("POST", "/api/2.0/dbfs/put", "path", file, "contents", "bmV3");
    }
    two.primary.call("PUT", "/api/2.0/fs/directories" + VOLUME + "/sub");
    two.primary.upload("/api/2.0/fs/files" + VOLUME + "/sub/b.whl", bytes(3_000_000));
    two.primary.upload("/api/2.0/fs/files" + VOLUME + "/init.sh", bytes(10));
    two.primary.upload("/api/2.0/fs/files" + VOLUME + "/not-named.sh", bytes(10));
    job(
        "uses",
        Map.of(
            "libraries",
            List.of(
                Map.of("jar", "dbfs:/FileStore/other/deep/a.jar"),
                Map.of("whl", VOLUME + "/sub/b.whl"),
                Map.of("jar", "dbfs:/gone/c.jar"),
                Map.of("jar", "abfss://libs@account.dfs.core.windows.net/d.jar")),
            "new_cluster",
            Map.of(
                "spark_version",
                "14.3.x-scala2.12",
                "node_type_id",
                "Standard_DS3_v2",
                "num_workers",
                1,
                "init_scripts",
                List.of(
                    Map.of("dbfs", Map.of("destination", "dbfs:/scripts/init.sh")),
                    Map.of("volumes", Map.of("destination", VOLUME + "/init.sh"))))));
    two.export();
    ImportReport report = two.saying("deletions: propagate").importing();

    assertThat(report.problems())
        .extracting(Problem::toString)
        .containsExactlyInAnyOrder(
            "DBFS file /gone/c.jar: is named by Job uses, and is not there.",
            "Job uses: names dbfs:/gone/c.jar, not in the archive. Put it there another way, or let it be carried: workspace.paths, dbfs, volumes.");
    assertThat(report.outcomes().get(Kind.DBFS_FILE)).containsEntry(Outcome.CREATED, 2);
    assertThat(report.outcomes().get(Kind.VOLUME_FILE)).containsEntry(Outcome.CREATED, 2);
    assertThat(held(two.secondary, "/api/2.0/fs/directories" + VOLUME, "contents", "path"))
        .containsExactly(VOLUME + "/sub/", VOLUME + "/init.sh");
    assertThat(
            held(
                two.secondary,
                "/api/2.0/fs/directories" + VOLUME + "/sub",
                "contents",
                "file_size"))
        .containsExactly("3000000");
    two.secondary.forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
    assertThat(two.diff()).isEmpty();

    String job = held(two.primary, "/api/2.2/jobs/list", "jobs", "job_id").get(0);
    two.primary.call("POST", "/api/2.2/jobs/delete", "job_id", Long.parseLong(job));
    two.export();
    two.importing();
    assertThat(two.importing().deleted()).as("the job, not what it named").isEqualTo(1);
  }

  @Test
  void aDirectoryOfAVolumeIsCarriedAndAnUploadCutShortIsNoticed() {
    two.primary.upload("/api/2.0/fs/files" + VOLUME + "/a b#1.txt", bytes(10));
    two.primary.upload("/api/2.0/fs/files" + VOLUME + "/c.bin", bytes(70_000));
    two.saying("volumes: [" + VOLUME + "]").export();
    two.secondary.fail(
        Fault.on("PUT", "/api/2.0/fs/files", 1, Fault.What.STATUS_503).afterTheEffect());
    two.secondary.observe(
        (method, path, request, status, answer) -> {
          if (method.equals("PUT") && path.endsWith("c.bin")) {
            two.secondary.upload("/api/2.0/fs/files" + VOLUME + "/c.bin", new byte[0]);
          }
        });

    ImportReport report = two.inOrder().importing();

    assertThat(report.outcomes().get(Kind.VOLUME_FILE))
        .containsEntry(Outcome.CREATED, 1)
        .containsEntry(Outcome.FAILED, 1);
    assertThat(report.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.contains("has 0 bytes, and 70000 were to be there"));
  }

  @Test
  void destinationsOfMailAreCarriedAndOthersAreTakenOnceSomebodyMadeThem() {
    String path = "/api/2.0/notification-destinations";
    String mail =
        id(
            two.primary,
            path,
            "id",
            "display_name",
            "on-call",
            "config",
            Map.of("email", Map.of("addresses", List.of("on-call@example.com"))));
    Map<String, Object> slack = Map.of("slack", Map.of("url", "https://hooks.example.com/x"));
    String channel = id(two.primary, path, "id", "display_name", "channel", "config", slack);
    job(
        "told",
        Map.of("notebook_task", Map.of("notebook_path", "/Shared/x", "source", "GIT")),
        "webhook_notifications",
        Map.of("on_failure", List.of(Map.of("id", mail), Map.of("id", channel))));
    two.export();

    ImportReport first = two.importing();
    assertThat(first.outcomes().get(Kind.NOTIFICATION_DESTINATION))
        .containsEntry(Outcome.CREATED, 1)
        .containsEntry(Outcome.FAILED, 1);
    assertThat(first.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.contains("Make a destination of that name and type (SLACK)"))
        .anyMatch(p -> p.startsWith("Job told: is carried without notification destination"));
    assertThat(first.outcomes().get(Kind.JOB)).containsEntry(Outcome.CREATED, 1);

    String there = id(two.secondary, path, "id", "display_name", "channel", "config", slack);
    ImportReport second = two.importing();
    assertThat(second.isWhole()).isTrue();
    String job = held(two.secondary, "/api/2.2/jobs/list", "jobs", "job_id").get(0);
    assertThat(two.secondary.call("GET", "/api/2.2/jobs/get?job_id=" + job).toString())
        .contains(there);
    two.secondary.forgetWrites();
    two.importing();
    assertThat(two.secondary.writes()).isEmpty();
  }

  @Test
  void listsOfAddressesComeLastAndFollowTheirSource() {
    String list =
        two.primary
            .call(
                "POST",
                "/api/2.0/ip-access-lists",
                "label",
                "office",
                "list_type",
                "ALLOW",
                "ip_addresses",
                List.of("192.0.2.0/24"))
            .path("ip_access_list")
            .path("list_id")
            .asText();
    job("any", Map.of());
    two.export();
    two.importing();
    List<String> writes = two.secondary.writes();
    assertThat(writes.get(writes.size() - 1)).isNotEmpty();
    assertThat(held(two.secondary, "/api/2.0/ip-access-lists", "ip_access_lists", "label"))
        .containsExactly("office");

    two.primary.call(
        "PUT",
        "/api/2.0/ip-access-lists/" + list,
        "label",
        "office",
        "list_type",
        "ALLOW",
        "ip_addresses",
        List.of("192.0.2.0/24", "198.51.100.7"),
        "enabled",
        false);
    two.export();
    assertThat(two.importing().outcomes().get(Kind.IP_ACCESS_LIST))
        .containsEntry(Outcome.UPDATED, 1);
    two.secondary.forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
  }
}
