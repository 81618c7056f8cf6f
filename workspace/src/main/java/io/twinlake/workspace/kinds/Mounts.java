package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
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
 * Mounts of DBFS. No interface tells them: a few generated lines do, on a cluster that the settings
 * name and that is started for it. Their credentials cannot be read; the settings say how mounts
 * are made, with secrets by reference.
 */
final class Mounts implements Port {
  /** Made by every workspace itself. */
  private static final Pattern BUILT_IN =
      Pattern.compile("/|/databricks([-/].*)?|/[Vv]olumes?(/.*)?");

  private static final Pattern SECRET = Pattern.compile("\\{\\{secrets/([^/}]+)/([^/}]+)}}");

  private static final String LIST =
      "import json\nprint(json.dumps({m.mountPoint: m.source for m in dbutils.fs.mounts()}))";

  /** Made by this import; reading them back would start the cluster once more. */
  private final Map<String, Item> made = new HashMap<>();

  private RunningCluster open;

  @Override
  public void read(Reading reading) {
    String cluster = reading.scope().mounts().cluster();
    if (!RunningCluster.isThere(reading.api(), cluster)) {
      reading.problem(
          Problem.note(
              Kind.MOUNT, "", "there is no cluster %s, so none were read.".formatted(cluster)));
      return;
    }
    mounts(reading.api(), reading.scope().mounts())
        .forEach((point, source) -> reading.found(item(point, source)));
  }

  private static Item item(String point, String source) {
    return Item.of(Kind.MOUNT, point, point, Tree.of("mount_point", point, "source", source));
  }

  private static SortedMap<String, String> mounts(Api api, Scope.Mounts way) {
    SortedMap<String, String> mounts = new TreeMap<>();
    try (RunningCluster cluster = RunningCluster.named(api, way.cluster())) {
      Tree.parse(cluster.run(LIST).getBytes(StandardCharsets.UTF_8), "a cluster")
          .properties()
          .forEach(
              mount -> {
                if (!BUILT_IN.matcher(mount.getKey()).matches()) {
                  mounts.put(mount.getKey(), mount.getValue().asText());
                }
              });
    }
    return mounts;
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    Item just = made.get(key);
    return just != null
        ? Optional.of(just)
        : Optional.ofNullable(mounts(reading.api(), reading.scope().mounts()).get(key))
            .map(source -> item(key, source));
  }

  @Override
  public String create(Writing writing, Item item) {
    run(writing, item, "mount");
    return item.key();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    run(writing, item, "updateMount");
  }

  /** All mounts are made by one start of the cluster. */
  private void run(Writing writing, Item item, String call) {
    Scope.Mounts way = writing.scope().mounts();
    if (open == null) {
      open = RunningCluster.named(writing.api(), way.cluster());
    }
    open.run(code(call, item, way.configs()));
    made.put(item.key(), item(item.key(), item.body().path("source").asText()));
  }

  @Override
  public void finish() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** One call in Python; JSON's texts are Python's too. */
  static String code(String call, Item item, Map<String, String> configs) {
    List<String> entries = new ArrayList<>();
    configs.forEach((name, value) -> entries.add(quoted(name) + ": " + value(value)));
    return "dbutils.fs.%s(source = %s, mount_point = %s, extra_configs = {%s})"
        .formatted(
            call,
            quoted(item.body().path("source").asText()),
            quoted(item.key()),
            String.join(", ", entries));
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
