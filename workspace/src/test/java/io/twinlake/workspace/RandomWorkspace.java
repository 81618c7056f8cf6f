package io.twinlake.workspace;

import io.twinlake.testing.databricks.FakeWorkspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A workspace as chance makes it: circles, equal names, odd paths, nested groups. */
final class RandomWorkspace {
  private static final String[] WORDS = {"a", "räume", "日本", "x y", "#1", "a+b", "100%", "ñ"};

  private final FakeWorkspace workspace;
  private final Random random;
  private final List<String> users = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final List<String> directories = new ArrayList<>(List.of("/Shared"));
  private final List<String> clusters = new ArrayList<>();
  private final List<String> jobs = new ArrayList<>();

  RandomWorkspace(FakeWorkspace workspace, long seed) {
    this.workspace = workspace;
    this.random = new Random(seed);
  }

  private String id(String path, String field, Object... body) {
    return workspace.call("POST", path, body).path(field).asText();
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  void fill() {
    String scim = "/api/2.0/preview/scim/v2/";
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      users.add(id(scim + "Users", "id", "userName", "User%d@example.com".formatted(i)));
    }
    for (int i = 0; i < random.nextInt(5); i++) {
      List<Object> members = new ArrayList<>(List.of(Map.of("value", any(users))));
      if (!groups.isEmpty()) {
        members.add(Map.of("value", any(groups)));
      }
      groups.add(id(scim + "Groups", "id", "displayName", "group " + i, "members", members));
    }
    for (int i = 0; i < 3 + random.nextInt(6); i++) {
      directory();
    }
    for (int i = 0; i < random.nextInt(8); i++) {
      notebook(i);
    }
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      clusters.add(
          id(
              "/api/2.1/clusters/create",
              "cluster_id",
              "cluster_name",
              random.nextBoolean() ? "same" : "c" + i,
              "spark_version",
              "14.3.x-scala2.12",
              "node_type_id",
              "Standard_DS3_v2",
              "num_workers",
              random.nextInt(9)));
    }
    for (int i = 0; i < 2 + random.nextInt(6); i++) {
      jobs.add(id("/api/2.2/jobs/create", "job_id", settings(i)));
    }
    for (int i = 0; i < jobs.size(); i++) {
      if (random.nextBoolean()) {
        change(i); // Now that all are there, they may refer to any: circles.
      }
    }
  }

  /** Something that happens in a day. */
  void change() {
    switch (random.nextInt(4)) {
      case 0 -> change(random.nextInt(jobs.size()));
      case 1 -> notebook(random.nextInt(8));
      case 2 -> directory();
      default -> jobs.add(id("/api/2.2/jobs/create", "job_id", settings(jobs.size())));
    }
  }

  private void directory() {
    String path = any(directories) + "/" + WORDS[random.nextInt(WORDS.length)];
    if (!directories.contains(path)) {
      workspace.call("POST", "/api/2.0/workspace/mkdirs", "path", path);
      directories.add(path);
    }
  }

  private void notebook(int i) {
    String path = any(directories) + "/nb" + i;
    String text = "# Databricks notebook source\nprint(%d)\n".formatted(random.nextInt());
    if (random.nextBoolean()) {
      text = "{\"nbformat\": 4, \"cells\": [%d]}".formatted(random.nextInt());
    }
    workspace.call(
        "POST",
        "/api/2.0/workspace/import",
        "path",
        path,
        "format",
        text.startsWith("{") ? "JUPYTER" : "SOURCE",
        "language",
        "PYTHON",
        "overwrite",
        true,
        "content",
        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    workspace.upload(
        "/api/2.0/workspace-files/import-file" + path + ".py",
        new byte[] {(byte) random.nextInt(), 0, (byte) 200});
  }

  private void change(int i) {
    workspace.call(
        "POST",
        "/api/2.2/jobs/reset",
        "job_id",
        Long.parseLong(jobs.get(i)),
        "new_settings",
        asMap(settings(i)));
  }

  private static Map<String, Object> asMap(Object[] pairs) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private Object[] settings(int i) {
    List<Object> all = new ArrayList<>(List.of("name", random.nextBoolean() ? "same" : "j" + i));
    List<Object> tasks = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (int t = 0; t < random.nextInt(4); t++) {
      Map<String, Object> task = new HashMap<>();
      task.put("task_key", "t" + t);
      if (!keys.isEmpty() && random.nextBoolean()) {
        task.put("depends_on", List.of(Map.of("task_key", "t" + (t - 1))));
      }
      keys.add("t" + t);
      if (!jobs.isEmpty() && random.nextBoolean()) {
        task.put("run_job_task", Map.of("job_id", Long.parseLong(any(jobs))));
      } else {
        task.put("existing_cluster_id", any(clusters));
      }
      tasks.add(task);
    }
    if (!tasks.isEmpty()) {
      all.addAll(List.of("tasks", tasks));
    }
    if (random.nextBoolean()) {
      all.addAll(
          List.of(
              "schedule",
              Map.of(
                  "quartz_cron_expression",
                  "0 0 " + random.nextInt(24) + " * * ?",
                  "timezone_id",
                  "UTC",
                  "pause_status",
                  random.nextBoolean() ? "PAUSED" : "UNPAUSED")));
    }
    if (random.nextBoolean()) {
      all.addAll(List.of("max_concurrent_runs", 1 + random.nextInt(5)));
    }
    return all.toArray();
  }
}
