package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mounts of DBFS. No interface tells or makes them: a generated notebook does, in a run of its own.
 * Their credentials cannot be read; the settings say how mounts are made, with secrets by
 * reference.
 */
final class Mounts implements Port {
  /** Made by every workspace itself. */
  private static final Pattern BUILT_IN =
      Pattern.compile("/|/databricks([-/].*)?|/[Vv]olumes?(/.*)?");

  private static final Pattern SECRET = Pattern.compile("\\{\\{secrets/([^/}]+)/([^/}]+)}}");

  static final String LIST =
      """
      import json
      dbutils.fs.refreshMounts()
      dbutils.notebook.exit(json.dumps({m.mountPoint: m.source for m in dbutils.fs.mounts()}))
      """;

  /** Safe to repeat: what is there already, with the same source, stays. */
  private static final String MAKE =
      """
      import json
      wanted = %s
      there = {m.mountPoint: m.source for m in dbutils.fs.mounts()}
      said = {}
      for mount in wanted:
          point, source = mount["point"], mount["source"]
          try:
              configs = {%s}
              if point not in there:
                  dbutils.fs.mount(source=source, mount_point=point, extra_configs=configs)
              elif there[point] != source:
                  dbutils.fs.updateMount(source=source, mount_point=point, extra_configs=configs)
              said[point] = ""
          except Exception as e:
              said[point] = (type(e).__name__ + ": " + str(e)).splitlines()[0][:300]
      dbutils.notebook.exit(json.dumps(said))
      """;

  /** What the run said of each mount point; nothing for a mount that it made. */
  private final Map<String, String> said = new HashMap<>();

  @Override
  public void read(Reading reading) {
    mounts(reading.api(), reading.scope().mounts())
        .forEach((point, source) -> reading.found(item(point, source)));
  }

  private static Item item(String point, String source) {
    return Item.of(Kind.MOUNT, point, point, Tree.of("mount_point", point, "source", source));
  }

  private static SortedMap<String, String> mounts(Api api, Scope.Mounts way) {
    SortedMap<String, String> mounts = new TreeMap<>();
    answer(new OneTimeJob(api, way).run("Twinlake reads mounts", LIST))
        .forEach(
            (point, source) -> {
              if (!BUILT_IN.matcher(point).matches()) {
                mounts.put(point, source);
              }
            });
    return mounts;
  }

  private static Map<String, String> answer(String json) {
    Map<String, String> answer = new TreeMap<>();
    Tree.parse(json.getBytes(StandardCharsets.UTF_8), "the run's result")
        .properties()
        .forEach(entry -> answer.put(entry.getKey(), entry.getValue().asText()));
    return answer;
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    return Optional.ofNullable(mounts(reading.api(), reading.scope().mounts()).get(key))
        .map(source -> item(key, source));
  }

  /** All mounts are made by one run: a cluster takes minutes to start. */
  @Override
  public void together(Writing writing, List<Item> items) {
    said.clear();
    if (items.isEmpty()) {
      return;
    }
    Scope.Mounts way = writing.scope().mounts();
    try {
      said.putAll(
          answer(
              new OneTimeJob(writing.api(), way)
                  .run("Twinlake makes mounts", code(items, way.configs()))));
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      items.forEach(item -> said.put(item.key(), e.getMessage()));
    }
  }

  @Override
  public String create(Writing writing, Item item) {
    require(writing.api(), item);
    return item.key();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    require(writing.api(), item);
  }

  private void require(Api api, Item item) {
    String error = said.getOrDefault(item.key(), "the run did not come to it");
    if (!error.isEmpty()) {
      throw ApiException.ofCluster(
          "Workspace %s could not mount it: %s".formatted(api.name(), error));
    }
  }

  /** It is what the run was told; reading it back would take one more run. */
  @Override
  public Optional<Item> written(Item wanted) {
    return Optional.of(item(wanted.key(), wanted.body().path("source").asText()));
  }

  /** The notebook's text. JSON of texts is Python too. */
  static String code(List<Item> items, Map<String, String> configs) {
    ArrayNode wanted = Tree.array();
    for (Item item : items) {
      ObjectNode mount = wanted.addObject();
      mount.put("point", item.key()).put("source", item.body().path("source").asText());
    }
    List<String> entries = new ArrayList<>();
    configs.forEach((name, value) -> entries.add(quoted(name) + ": " + value(value)));
    return MAKE.formatted(Tree.text(wanted), String.join(", ", entries));
  }

  private static String value(String value) {
    Matcher secret = SECRET.matcher(value);
    return secret.matches()
        ? "dbutils.secrets.get(%s, %s)".formatted(quoted(secret.group(1)), quoted(secret.group(2)))
        : quoted(value);
  }

  private static String quoted(String text) {
    JsonNode node = TextNode.valueOf(text);
    return Tree.text(node);
  }

  @Override
  public void delete(Api api, String id, String key) {
    throw new IllegalStateException("Mounts are never removed: " + key);
  }
}
