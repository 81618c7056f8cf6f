package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.model.Files;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Mentions;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What in code and in free texts still names the source's workspace. It is told and never changed:
 * nobody but its author knows what a text means. No clock and no I/O.
 */
final class Findings {
  /** Job ids are numbers; shorter ones are found everywhere. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.-])\\d{9,18}(?![\\w.-])");

  private static final int NAMED = 5;

  private final Snapshot source;
  private final LiveMapping mapping;
  private final Region region;
  private final Scope scope;
  private final Map<String, Item> byId = new HashMap<>();
  private final Set<String> notebooks = new HashSet<>();

  Findings(Snapshot source, LiveMapping mapping, Region region, Scope scope) {
    this.source = source;
    this.mapping = mapping;
    this.region = region;
    this.scope = scope;
    for (Item item : source.all()) {
      if (item.kind() == Kind.NOTEBOOK) {
        notebooks.add(item.key());
      }
      if (Mentions.isId(item.id()) && !item.kind().isInTree() && !item.kind().isPrincipal()) {
        byId.put(item.id(), item);
      }
    }
  }

  List<Problem> all() {
    List<Problem> all = new ArrayList<>();
    TreeMap<String, Integer> mounts = new TreeMap<>();
    for (Item item : source.all()) {
      List<String> told = new ArrayList<>();
      for (String mention : item.mentions()) {
        if (mention.startsWith("/mnt/")) {
          mounts.merge(mention, 1, Integer::sum);
        } else {
          told(mention).ifPresent(told::add);
        }
      }
      if (item.kind() == Kind.JOB) {
        told.addAll(jobIdsInTexts(item));
      }
      if (!told.isEmpty()) {
        all.add(Problem.note(item.kind(), item.key(), sentence(item.kind(), told)));
      }
      List<String> absent = absent(item);
      if (!absent.isEmpty()) {
        all.add(
            Problem.note(
                item.kind(),
                item.key(),
                "names %s, not in the archive. Put it there another way, or let it be carried: workspace.paths, dbfs, volumes."
                    .formatted(String.join(", ", absent))));
      }
    }
    if (!scope.has(Kind.MOUNT)) {
      mounts.forEach(
          (point, count) ->
              all.add(
                  Problem.note(
                      Kind.MOUNT,
                      point,
                      "is named in %d notebooks or files, and mounts are not carried. Set workspace.mounts.carry: job, or mount it by hand."
                          .formatted(count))));
    }
    return all;
  }

  /** What it needs and what the archive does not hold. */
  private List<String> absent(Item item) {
    List<String> absent = new ArrayList<>();
    for (String notebook : Files.notebooks(item.body())) {
      if (scope.has(Kind.NOTEBOOK) && !notebooks.contains(notebook) && !isInRepo(notebook)) {
        absent.add("notebook " + notebook);
      }
    }
    for (String file : Files.ofDbfs(item.body())) {
      if (scope.has(Kind.DBFS_FILE) && source.find(Kind.DBFS_FILE, file).isEmpty()) {
        absent.add("dbfs:" + file);
      }
    }
    for (String file : Files.ofVolumes(item.body())) {
      if (scope.has(Kind.VOLUME_FILE) && source.find(Kind.VOLUME_FILE, file).isEmpty()) {
        absent.add(file);
      }
    }
    return absent;
  }

  private boolean isInRepo(String path) {
    return source.of(Kind.REPO).stream().anyMatch(repo -> path.startsWith(repo.key() + "/"));
  }

  private static String sentence(Kind kind, List<String> told) {
    List<String> shown = told.subList(0, Math.min(NAMED, told.size()));
    String more = told.size() > NAMED ? " and %d more".formatted(told.size() - NAMED) : "";
    return "its %s names %s%s. It is carried as it is; change it by hand."
        .formatted(kind == Kind.JOB ? "text" : "code", String.join("; ", shown), more);
  }

  private Optional<String> told(String mention) {
    if (mention.startsWith(Mentions.CALLS)) {
      String path = mention.substring(Mentions.CALLS.length());
      String plain = path.startsWith("/Workspace/") ? path.substring("/Workspace".length()) : path;
      return notebooks.contains(plain) || notebooks.contains(path)
          ? Optional.empty()
          : Optional.of("notebook %s, which is not in the archive".formatted(path));
    }
    Item named = byId.get(mention);
    if (named != null) {
      return Optional.of(named(named));
    }
    if (mention.endsWith(".databricks.com") || mention.endsWith(".azuredatabricks.net")) {
      return Optional.of("the workspace address " + mention);
    }
    String there = region.rewritten(mention);
    return there.equals(mention)
        ? Optional.empty()
        : Optional.of("%s, which is %s at the target".formatted(mention, there));
  }

  private String named(Item item) {
    String there =
        mapping
            .target(item.kind(), item.id())
            .filter(id -> !id.equals("-1"))
            .map(id -> ", which is %s at the target".formatted(id))
            .orElse(", which has another id at the target");
    return "%s %s by its id %s%s"
        .formatted(item.kind().title().toLowerCase(Locale.ROOT), item.key(), item.id(), there);
  }

  /** Other ids are unlike any text and are changed there; numbers may be anything. */
  private List<String> jobIdsInTexts(Item job) {
    Set<String> found = new HashSet<>();
    texts(job.body(), "", found);
    List<String> told = new ArrayList<>();
    for (String number : found) {
      Item named = byId.get(number);
      if (named != null && named.kind() == Kind.JOB) {
        told.add(named(named));
      }
    }
    return told;
  }

  private static void texts(JsonNode node, String field, Set<String> found) {
    if (node.isTextual() && !field.equals("job_id")) {
      Matcher number = NUMBER.matcher(node.asText());
      while (number.find()) {
        found.add(number.group());
      }
    }
    node.properties().forEach(entry -> texts(entry.getValue(), entry.getKey(), found));
    if (node.isArray()) {
      node.forEach(entry -> texts(entry, field, found));
    }
  }
}
