package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Directories, notebooks and files of the workspace's tree. A notebook and a file of one stem are
 * two objects; each keeps its own path.
 */
final class WorkspaceTree implements Port {
  private static final String API = "/api/2.0/workspace/";

  private final Kind kind;

  WorkspaceTree(Kind kind) {
    this.kind = kind;
  }

  /** Walks the tree once for all kinds; the walk belongs to the directories' turn. */
  @Override
  public void read(Reading reading) {
    if (kind != Kind.DIRECTORY) {
      return;
    }
    List<String> level = new ArrayList<>(reading.scope().paths());
    while (!level.isEmpty()) {
      ConcurrentLinkedQueue<String> deeper = new ConcurrentLinkedQueue<>();
      ConcurrentLinkedQueue<ObjectNode> found = new ConcurrentLinkedQueue<>();
      reading.each(Kind.DIRECTORY, level, path -> path, path -> list(reading, path, found, deeper));
      reading
          .workers()
          .each(
              new ArrayList<>(found),
              raw ->
                  reading.guarded(
                      raw.path("object_type").asText().equals("FILE") ? Kind.FILE : Kind.NOTEBOOK,
                      raw.path("path").asText(),
                      () -> item(reading, raw).ifPresent(reading::found)));
      level = new ArrayList<>(deeper);
    }
  }

  private static void list(
      Reading reading,
      String path,
      ConcurrentLinkedQueue<ObjectNode> found,
      ConcurrentLinkedQueue<String> deeper) {
    ObjectNode answer = reading.api().get(API + "list", Map.of("path", path));
    for (JsonNode entry : answer.path("objects")) {
      if (OneTimeJob.isOurs(entry.path("path").asText())) {
        continue;
      }
      found.add((ObjectNode) entry);
      if (entry.path("object_type").asText().equals("DIRECTORY")) {
        deeper.add(entry.path("path").asText());
      }
    }
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      return item(reading, reading.api().get(API + "get-status", Map.of("path", key)));
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<Item> item(Reading reading, ObjectNode raw) {
    String path = raw.path("path").asText();
    String id = raw.path("object_id").asText();
    ObjectNode body = Tree.of("path", path);
    switch (raw.path("object_type").asText()) {
      case "DIRECTORY":
        return only(reading, Item.of(Kind.DIRECTORY, id, path, body));
      case "NOTEBOOK":
        body.put("language", raw.path("language").asText("PYTHON"));
        return withBytes(reading, Item.of(Kind.NOTEBOOK, id, path, body), raw);
      case "FILE":
        return withBytes(reading, Item.of(Kind.FILE, id, path, body), raw);
      case "REPO":
        return Optional.empty(); // Read as Git folders.
      default:
        reading.problem(
            Problem.note(
                Kind.FILE,
                path,
                "is a %s, which the tree's interface does not carry."
                    .formatted(raw.path("object_type").asText())));
        return Optional.empty();
    }
  }

  private static Optional<Item> only(Reading reading, Item item) {
    return reading.scope().has(item.kind()) ? Optional.of(item) : Optional.empty();
  }

  private static Optional<Item> withBytes(Reading reading, Item item, ObjectNode raw) {
    if (!reading.scope().has(item.kind())) {
      return Optional.empty();
    }
    String stamp = raw.path("modified_at").asText("");
    try {
      Blob blob =
          reading
              .contents()
              .take(item.kind(), item.id(), stamp, () -> download(reading.api(), item.key()));
      return Optional.of(item.withBlob(blob, stamp));
    } catch (ApiException e) {
      if (e.problem() != ApiProblem.TOO_LARGE) {
        throw e;
      }
      reading.problem(
          Problem.failed(
              item.kind(),
              item.key(),
              "is larger than the 10 MB that a workspace exports; not carried. Make it smaller, or copy it by hand."));
      return Optional.empty();
    }
  }

  private static byte[] download(Api api, String path) {
    return api.download(
        API + "export", Map.of("path", path, "format", "AUTO", "direct_download", "true"));
  }

  @Override
  public String create(Writing writing, Item item) {
    put(writing, item);
    return "";
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    put(writing, item);
  }

  private void put(Writing writing, Item item) {
    Api api = writing.api();
    if (kind == Kind.DIRECTORY) {
      api.set("POST", API + "mkdirs", Tree.of("path", item.key()));
      return;
    }
    Blob blob =
        item.blob().orElseThrow(() -> new IllegalArgumentException(item.title() + " has no bytes"));
    byte[] content = writing.bytes().apply(blob);
    try {
      put(api, item, content);
    } catch (ApiException e) {
      int end = item.key().lastIndexOf('/');
      if (e.problem() != ApiProblem.NOT_FOUND || end <= 0) {
        throw e;
      }
      // Its directory is outside of what is carried.
      api.set("POST", API + "mkdirs", Tree.of("path", item.key().substring(0, end)));
      put(api, item, content);
    }
  }

  private void put(Api api, Item item, byte[] content) {
    if (kind == Kind.FILE) {
      api.upload(
          "POST",
          "/api/2.0/workspace-files/import-file" + encoded(item.key()),
          Map.of("overwrite", "true"),
          content);
      return;
    }
    ObjectNode body =
        Tree.of(
            "path",
            item.key(),
            "overwrite",
            true,
            "content",
            Base64.getEncoder().encodeToString(content));
    if (isJupyter(content)) {
      body.put("format", "JUPYTER");
    } else {
      body.put("format", "SOURCE").put("language", item.body().path("language").asText());
    }
    api.set("POST", API + "import", body);
  }

  /** Notebooks that were made as IPython notebooks are exported as such. */
  static boolean isJupyter(byte[] content) {
    int first = 0;
    while (first < content.length && Character.isWhitespace(content[first])) {
      first++;
    }
    return first < content.length
        && content[first] == '{'
        && new String(content, StandardCharsets.UTF_8).contains("\"nbformat\"");
  }

  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (String step : path.substring(1).split("/")) {
      encoded
          .append('/')
          .append(URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return encoded.toString();
  }

  @Override
  public void delete(Api api, String id, String key) {
    api.delete("POST", API + "delete", Tree.of("path", key, "recursive", false));
  }
}
