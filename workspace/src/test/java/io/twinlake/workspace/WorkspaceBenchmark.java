package io.twinlake.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.sync.ImportReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Export, first import and second import of a large workspace, with the default limits. The two
 * stand-ins run in a process of their own ({@code serve}), so that the heap here is ours alone:
 * with the archive in it, as the control roots are in memory.
 *
 * <pre>
 * java -cp ... io.twinlake.workspace.WorkspaceBenchmark serve DIRECTORY [NOTEBOOKS JOBS CLUSTERS LISTS MILLIS]
 * java -Xmx256m -cp ... io.twinlake.workspace.WorkspaceBenchmark run DIRECTORY
 * </pre>
 */
final class WorkspaceBenchmark {
  private WorkspaceBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path place = Path.of(args[1]);
    if (args[0].equals("serve")) {
      serve(place, numbers(args));
    } else {
      run(place);
    }
  }

  private static int[] numbers(String[] args) {
    int[] numbers = {5000, 500, 100, 2000, 20};
    for (int i = 2; i < args.length; i++) {
      numbers[i - 2] = Integer.parseInt(args[i]);
    }
    return numbers;
  }

  private static void serve(Path place, int[] n) throws IOException, InterruptedException {
    FakeWorkspace primary = FakeWorkspace.start("primary").pageSize(100);
    FakeWorkspace secondary = FakeWorkspace.start("secondary").pageSize(100);
    List<String> directories = new ArrayList<>();
    for (int i = 0; i < Math.max(1, n[0] / 25); i++) {
      String path = "/Shared/d" + i % 20 + "/e" + i;
      primary.call("POST", "/api/2.0/workspace/mkdirs", "path", path);
      directories.add(path);
    }
    for (int i = 0; i < n[0]; i++) {
      String text = "# Databricks notebook source\nprint(%d)\n".formatted(i) + "#".repeat(4000);
      primary.call(
          "POST",
          "/api/2.0/workspace/import",
          "path",
          directories.get(i % directories.size()) + "/n" + i,
          "format",
          "SOURCE",
          "language",
          "PYTHON",
          "content",
          Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
    List<String> clusters = new ArrayList<>();
    for (int i = 0; i < n[2]; i++) {
      JsonNode made =
          primary.call(
              "POST",
              "/api/2.1/clusters/create",
              "cluster_name",
              "c" + i,
              "spark_version",
              "14.3.x-scala2.12",
              "node_type_id",
              "Standard_DS3_v2",
              "num_workers",
              2);
      clusters.add(made.path("cluster_id").asText());
    }
    List<String> lists = new ArrayList<>();
    clusters.forEach(id -> lists.add("clusters/" + id));
    for (int i = 0; i < n[1]; i++) {
      JsonNode made =
          primary.call(
              "POST",
              "/api/2.2/jobs/create",
              "name",
              "j" + i,
              "tasks",
              List.of(
                  Map.of(
                      "task_key", "t", "existing_cluster_id", clusters.get(i % clusters.size()))));
      lists.add("jobs/" + made.path("job_id").asText());
    }
    for (String directory : directories) {
      for (JsonNode object :
          primary.call("GET", "/api/2.0/workspace/list?path=" + directory).path("objects")) {
        lists.add("notebooks/" + object.path("object_id").asText());
      }
    }
    for (String list : lists.subList(0, Math.min(n[3], lists.size()))) {
      primary.call(
          "PATCH",
          "/api/2.0/permissions/" + list,
          "access_control_list",
          List.of(Map.of("group_name", "users", "permission_level", "CAN_READ")));
    }
    Files.createDirectories(place);
    Files.writeString(
        place.resolve("databrickscfg"),
        primary.profile("primary") + secondary.profile("secondary"));
    primary.latency(n[4]);
    secondary.latency(n[4]);
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static void run(Path place) throws IOException {
    String text =
        """
        format: settings/1
        pair: bench
        sites:
          east: { raw: "memory://er/", control: "memory://ec/", workspace: { profile: primary, configFile: "%1$s/databrickscfg" } }
          west: { raw: "memory://wr/", control: "memory://wc/", workspace: { profile: secondary, configFile: "%1$s/databrickscfg" } }
        replicate: { from: east, to: west }
        datasets: [{ name: raw, root: raw }]
        """
            .formatted(place.toAbsolutePath());
    Settings settings = Settings.load(text, "benchmark");
    Stores stores = new Stores(new StoreContext(Map.of(), "benchmark"));
    Manifest manifest = timed("export", () -> with(settings, stores).export());
    System.out.println("  objects " + manifest.items());
    timed("export again", () -> with(settings, stores).export());
    for (String name : List.of("first import", "second import")) {
      ImportReport report =
          timed(name, () -> with(settings, stores).importing(Optional.empty(), false, plan -> {}));
      System.out.printf(
          Locale.ROOT,
          "  reads %d, writes %d, whole %s%n",
          report.reads(),
          report.writes(),
          report.isWhole());
    }
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "heap at most %d MiB, used at the end %d MiB%n",
        runtime.maxMemory() >> 20,
        runtime.totalMemory() - runtime.freeMemory() >> 20);
    System.exit(0);
  }

  private static Workspaces with(Settings settings, Stores stores) {
    return new Workspaces(settings, stores, Clock.systemUTC());
  }

  private static <T> T timed(String what, Supplier<T> work) {
    long begin = System.nanoTime();
    T result = work.get();
    System.out.printf(Locale.ROOT, "%s: %.1f s%n", what, (System.nanoTime() - begin) / 1e9);
    return result;
  }
}
