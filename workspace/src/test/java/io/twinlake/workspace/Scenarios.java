package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.api.Waiting;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What must hold between any two workspaces, told only through Databricks' interface: between the
 * stand-ins of this project, another server, or two real workspaces. Everything is made below one
 * directory that nobody has and removed again. Jobs are only made where neither side has any, and
 * their schedules wait for the 29th of February.
 */
abstract class Scenarios {
  private static final String JOBS = "/api/2.2/jobs/";

  private final String name = "twinlake-test-" + UUID.randomUUID().toString().substring(0, 8);
  private final String directory = "/Shared/" + name;
  private boolean swapped;

  /** The profile of a site's workspace. */
  abstract String profile(String site);

  /** Where profiles are; nothing for where the SDK looks. */
  abstract Optional<String> configFile();

  private Api api(String site) {
    return new Connection(
            site,
            Optional.of(profile(site)),
            Optional.empty(),
            configFile(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .open(Map.of(), Waiting.REAL);
  }

  private Settings settings() {
    String place =
        "workspace: { profile: \"%s\""
            + configFile().map(", configFile: \"%s\""::formatted).orElse("")
            + " }";
    return Settings.load(
        """
        format: settings/1
        pair: %1$s
        sites:
          east: { raw: "memory://r-%1$s-e/", control: "memory://c-%1$s-e/", %2$s }
          west: { raw: "memory://r-%1$s-w/", control: "memory://c-%1$s-w/", %3$s }
        replicate: { from: %4$s, to: %5$s }
        datasets: [{ name: raw, root: raw }]
        workspace:
          exclude: [service-principal, user, group, secret-scope, repo, dbfs-file, volume-file, instance-pool, cluster-policy, warehouse, notification-destination, cluster, libraries, query, alert, dashboard, pipeline, global-init-script, workspace-setting, ip-access-list]
          paths: ["%6$s"]
          permissions: none
        """
            .formatted(
                name,
                place.formatted(profile("east")),
                place.formatted(profile("west")),
                swapped ? "west" : "east",
                swapped ? "east" : "west",
                directory),
        "scenario");
  }

  private <T> T with(Function<Workspaces, T> work) {
    try (Workspaces workspaces =
        new Workspaces(
            settings(), new Stores(new StoreContext(Map.of(), "test")), Clock.systemUTC())) {
      return work.apply(workspaces);
    }
  }

  private ImportReport importing() {
    return with(w -> w.importing(Optional.empty(), false, p -> {}));
  }

  private Map<String, String> jobs(String site) {
    Map<String, String> ids = new TreeMap<>();
    Pages.byToken(
        api(site),
        JOBS + "list",
        Map.of("limit", 100),
        "jobs",
        job -> ids.put(job.path("settings").path("name").asText(), job.path("job_id").asText()));
    return ids;
  }

  private JsonNode job(String site, String job) {
    return api(site).get(JOBS + "get", Map.of("job_id", jobs(site).get(job))).path("settings");
  }

  private static ObjectNode schedule(String status) {
    return Tree.of(
        "quartz_cron_expression", "0 0 0 29 2 ?", "timezone_id", "UTC", "pause_status", status);
  }

  @BeforeEach
  void fill() {
    Api east = api("east");
    east.set("POST", "/api/2.0/workspace/mkdirs", Tree.of("path", directory + "/räume"));
    for (String notebook : List.of("one", "räume/zwei")) {
      String text = "# Databricks notebook source\nprint('" + notebook + "')\n";
      east.set(
          "POST",
          "/api/2.0/workspace/import",
          Tree.of(
              "path",
              directory + "/" + notebook,
              "format",
              "SOURCE",
              "language",
              "PYTHON",
              "content",
              Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }
    east.upload(
        "POST",
        "/api/2.0/workspace-files/import-file" + directory + "/requirements.txt",
        Map.of("overwrite", "true"),
        "pandas==2.2\n".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void remove() {
    for (String site : List.of("east", "west")) {
      api(site)
          .delete(
              "POST", "/api/2.0/workspace/delete", Tree.of("path", directory, "recursive", true));
      jobs(site)
          .forEach(
              (job, id) -> {
                if (job.startsWith(name)) {
                  api(site).delete("POST", JOBS + "delete", Tree.of("job_id", Long.valueOf(id)));
                }
              });
    }
  }

  private void onlyWhereThereAreNoJobs() {
    assumeTrue(jobs("east").isEmpty() && jobs("west").isEmpty(), "there are jobs");
    Api east = api("east");
    Map<String, String> made = new TreeMap<>();
    for (String status : List.of("UNPAUSED", "PAUSED")) {
      ObjectNode body =
          Tree.of("name", name + " " + status, "max_concurrent_runs", 3, "tags", Map.of("a", "b"));
      body.set("schedule", schedule(status));
      body.set("tasks", Tree.array().add(task("t", directory + "/one")));
      made.put(status, east.create(JOBS + "create", body).path("job_id").asText());
    }
    ObjectNode call = Tree.of("task_key", "call");
    call.set("run_job_task", Tree.of("job_id", Long.valueOf(made.get("PAUSED"))));
    ObjectNode caller = Tree.of("name", name + " caller");
    caller.set("tasks", Tree.array().add(call));
    east.create(JOBS + "create", caller);
  }

  private static ObjectNode task(String key, String notebook) {
    return Tree.of("task_key", key, "notebook_task", Tree.of("notebook_path", notebook));
  }

  @Test
  void aDirectoryIsCarriedASecondImportWritesNothingAndAChangeFollows() {
    with(Workspaces::export);
    ImportReport first = importing();
    assertThat(first.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(first.count(Outcome.CREATED)).isGreaterThanOrEqualTo(5);
    assertThat(importing().writes()).isZero();
    List<Difference> differences = with(w -> w.diff(Optional.empty(), p -> {}));
    assertThat(differences).filteredOn(d -> d.key().startsWith(directory)).isEmpty();
    byte[] there =
        api("west")
            .download(
                "/api/2.0/workspace/export",
                Map.of(
                    "path",
                    directory + "/räume/zwei",
                    "format",
                    "SOURCE",
                    "direct_download",
                    "true"));
    assertThat(new String(there, StandardCharsets.UTF_8)).contains("print('räume/zwei')");

    api("east")
        .upload(
            "POST",
            "/api/2.0/workspace-files/import-file" + directory + "/requirements.txt",
            Map.of("overwrite", "true"),
            "pandas==2.3\n".getBytes(StandardCharsets.UTF_8));
    with(Workspaces::export);
    assertThat(importing().count(Outcome.UPDATED)).isEqualTo(1);
  }

  @Test
  void jobsRestUntilTheyAreActivatedAndComeBackWithTheirIds() {
    onlyWhereThereAreNoJobs();
    Map<String, String> originals = jobs("east");
    with(Workspaces::export);
    assertThat(importing().problems()).filteredOn(Problem::isFailure).isEmpty();
    Map<String, String> copies = jobs("west");
    assertThat(copies).hasSameSizeAs(originals);
    for (String job : List.of(name + " UNPAUSED", name + " PAUSED")) {
      assertThat(job("west", job).path("schedule").path("pause_status").asText())
          .isEqualTo("PAUSED");
      assertThat(job("west", job).path("max_concurrent_runs").asInt()).isZero();
    }
    assertThat(job("west", name + " caller").findValuesAsText("job_id"))
        .containsExactly(copies.get(name + " PAUSED"));
    assertThat(importing().writes()).isZero();

    with(w -> w.deactivate(Optional.empty()));
    assertThat(with(w -> w.activate(Optional.empty(), Optional.empty(), false)).state())
        .isEqualTo(Activation.State.ACTIVE);
    assertThat(statuses("west")).isEqualTo(Map.of("UNPAUSED", "UNPAUSED 3", "PAUSED", "PAUSED 3"));
    assertThat(statuses("east")).isEqualTo(Map.of("UNPAUSED", "PAUSED 0", "PAUSED", "PAUSED 0"));

    swapped = true;
    with(Workspaces::export);
    ImportReport back = importing();
    assertThat(back.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(back.count(Outcome.CREATED)).isZero();
    with(w -> w.deactivate(Optional.empty()));
    with(w -> w.activate(Optional.empty(), Optional.empty(), false));
    assertThat(jobs("east")).isEqualTo(originals);
    assertThat(statuses("east")).isEqualTo(Map.of("UNPAUSED", "UNPAUSED 3", "PAUSED", "PAUSED 3"));
  }

  private Map<String, String> statuses(String site) {
    Map<String, String> statuses = new TreeMap<>();
    for (String status : List.of("UNPAUSED", "PAUSED")) {
      JsonNode settings = job(site, name + " " + status);
      statuses.put(
          status,
          settings.path("schedule").path("pause_status").asText()
              + " "
              + settings.path("max_concurrent_runs").asInt());
    }
    return statuses;
  }
}
