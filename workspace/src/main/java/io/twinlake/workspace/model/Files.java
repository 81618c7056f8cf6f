package io.twinlake.workspace.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which files and notebooks a description names: libraries, init scripts, what a task runs. */
public final class Files {
  private static final String CODE =
      "(?:jar|whl|egg|sh|bash|py|r|R|sql|scala|txt|zip|tar\\.gz|toml|yaml|yml|conf|properties|xml)";

  /** {@code dbfs:/x/y.jar} and {@code /dbfs/x/y.jar}; mounted storage is no part of it. */
  private static final Pattern DBFS =
      Pattern.compile(
          "(?<![\\w./:-])(?:dbfs:|/dbfs)(/(?!mnt/)[^\\s\"',;]*?\\." + CODE + ")(?![\\w.])");

  private static final Pattern VOLUME =
      Pattern.compile("(?<![\\w./:-])(?:dbfs:)?(/Volumes/[^\\s\"',;]*?\\." + CODE + ")(?![\\w.])");

  private Files() {}

  /** Paths of DBFS that {@code body} names. */
  public static Set<String> ofDbfs(JsonNode body) {
    Set<String> found = new TreeSet<>();
    collect(body, DBFS, found);
    found.removeIf(path -> path.startsWith("/Volumes/"));
    return found;
  }

  /** Paths of volumes that {@code body} names. */
  public static Set<String> ofVolumes(JsonNode body) {
    Set<String> found = new TreeSet<>();
    collect(body, VOLUME, found);
    return found;
  }

  private static void collect(JsonNode node, Pattern pattern, Set<String> found) {
    if (node.isTextual()) {
      Matcher matcher = pattern.matcher(node.asText());
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
    }
    node.forEach(child -> collect(child, pattern, found));
  }

  /** Notebooks that tasks and pipelines run from the workspace, not from a remote repository. */
  public static Set<String> notebooks(JsonNode body) {
    Set<String> found = new TreeSet<>();
    notebooks(body, found);
    return found;
  }

  private static void notebooks(JsonNode node, Set<String> found) {
    if (!node.path("source").asText().equals("GIT")) {
      add(node.path("notebook_path"), found);
      if (node.path("notebook").isObject()) {
        add(node.path("notebook").path("path"), found);
      }
    }
    node.forEach(child -> notebooks(child, found));
  }

  private static void add(JsonNode path, Set<String> found) {
    String text = path.asText("");
    if (text.startsWith("/")) {
      found.add(text.startsWith("/Workspace/") ? text.substring("/Workspace".length()) : text);
    }
  }
}
