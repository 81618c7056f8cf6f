package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The workspace's tree: directories, notebooks, files and Git folders. */
final class FakeTree implements FakeArea {
  private static final int LARGEST = 10 * 1024 * 1024;

  private static final class Node {
    final String type;
    final long id;
    String language = "";
    byte[] content = new byte[0];
    long modified;
    ObjectNode repo;

    Node(String type, long id, long modified) {
      this.type = type;
      this.id = id;
      this.modified = modified;
    }
  }

  private final FakeState state;
  private final TreeMap<String, Node> nodes = new TreeMap<>();

  FakeTree(FakeState state) {
    this.state = state;
    for (String path : new String[] {"/", "/Users", "/Shared", "/Repos"}) {
      nodes.put(path, node("DIRECTORY"));
    }
  }

  private Node node(String type) {
    Node node = new Node(type, state.number(), state.tick());
    String permissions =
        switch (type) {
          case "DIRECTORY" -> "directories";
          case "NOTEBOOK" -> "notebooks";
          case "REPO" -> "repos";
          default -> "files";
        };
    state.permissions().known(permissions, "" + node.id);
    return node;
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (call.path().startsWith("/api/2.0/workspace-files/import-file/")) {
      return Optional.of(importFile(call));
    }
    if (call.path().startsWith("/api/2.0/repos")) {
      return Optional.of(repos(call));
    }
    if (!call.path().startsWith("/api/2.0/workspace/")) {
      return Optional.empty();
    }
    String path = canonical(call.text("path"));
    return switch (call.after("/api/2.0/workspace/")) {
      case "list" -> Optional.of(list(path));
      case "get-status" -> Optional.of(shown(path, get(path)));
      case "mkdirs" -> Optional.of(mkdirs(path));
      case "export" -> Optional.of(export(path, call));
      case "import" -> Optional.of(importNotebook(path, call));
      case "delete" -> Optional.of(delete(path, call));
      default -> Optional.empty();
    };
  }

  /** The tree has two names for everything. */
  private static String canonical(String path) {
    String plain = path.startsWith("/Workspace/") ? path.substring("/Workspace".length()) : path;
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private Node get(String path) {
    Node node = nodes.get(path);
    if (node == null) {
      throw new FakeError(404, "RESOURCE_DOES_NOT_EXIST", "Path (" + path + ") doesn't exist.");
    }
    return node;
  }

  String text(String path) {
    return new String(get(path).content, StandardCharsets.UTF_8);
  }

  private static String parent(String path) {
    int end = path.lastIndexOf('/');
    return end <= 0 ? "/" : path.substring(0, end);
  }

  private ObjectNode shown(String path, Node node) {
    ObjectNode shown = FakeJson.of("path", path, "object_type", node.type, "object_id", node.id);
    shown.put("resource_id", "" + node.id);
    if (node.type.equals("NOTEBOOK")) {
      shown.put("language", node.language);
    }
    if (!node.type.equals("DIRECTORY") && !node.type.equals("REPO")) {
      shown.put("created_at", node.modified).put("modified_at", node.modified);
    }
    if (node.type.equals("FILE")) {
      shown.put("size", node.content.length);
    }
    return shown;
  }

  private ObjectNode list(String path) {
    Node directory = get(path);
    ArrayNode objects = FakeJson.array();
    if (directory.type.equals("DIRECTORY") || directory.type.equals("REPO")) {
      String below = path.equals("/") ? "/" : path + "/";
      for (Map.Entry<String, Node> entry : nodes.tailMap(below, false).entrySet()) {
        if (!entry.getKey().startsWith(below)) {
          break;
        }
        if (entry.getKey().indexOf('/', below.length()) < 0) {
          objects.add(shown(entry.getKey(), entry.getValue()));
        }
      }
    } else {
      objects.add(shown(path, directory));
    }
    ObjectNode answer = FakeJson.object();
    if (!objects.isEmpty()) {
      answer.set("objects", objects); // An empty directory answers {}.
    }
    return answer;
  }

  private ObjectNode mkdirs(String path) {
    Node there = nodes.get(path);
    if (there != null) {
      if (!there.type.equals("DIRECTORY")) {
        throw FakeError.exists("Node at " + path);
      }
      return FakeJson.object();
    }
    if (!path.equals("/")) {
      mkdirs(parent(path));
    }
    nodes.put(path, node("DIRECTORY"));
    return FakeJson.object();
  }

  private ObjectNode export(String path, FakeCall call) {
    Node node = get(path);
    if (!node.type.equals("NOTEBOOK") && !node.type.equals("FILE")) {
      throw FakeError.invalid(path + " is a " + node.type);
    }
    if (node.content.length > LARGEST) {
      throw new FakeError(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "Size exceeds " + LARGEST + " bytes");
    }
    ObjectNode answer = FakeJson.object();
    return call.text("direct_download").equals("true")
        ? answer.put(FakeState.RAW, node.content)
        : answer.put("content", Base64.getEncoder().encodeToString(node.content));
  }

  private void requireParent(String path) {
    Node parent = nodes.get(parent(path));
    if (parent == null) {
      throw new FakeError(
          404,
          "RESOURCE_DOES_NOT_EXIST",
          "The parent folder (" + parent(path) + ") does not exist.");
    }
  }

  private ObjectNode importNotebook(String path, FakeCall call) {
    requireParent(path);
    byte[] content = Base64.getDecoder().decode(call.text("content"));
    if (content.length > LARGEST) {
      throw new FakeError(400, "BAD_REQUEST", "File size imported is (" + content.length + ")");
    }
    String format = call.text("format");
    if (format.equals("SOURCE") && call.text("language").isEmpty()) {
      throw FakeError.invalid("language must be set");
    }
    Node there = nodes.get(path);
    if (there != null && !call.body().path("overwrite").asBoolean(false)) {
      throw FakeError.exists("Path (" + path + ")");
    }
    if (there != null && !there.type.equals("NOTEBOOK")) {
      throw FakeError.invalid("Cannot overwrite the asset at " + path + " of type " + there.type);
    }
    put(path, "NOTEBOOK", content).language =
        format.equals("JUPYTER") ? "PYTHON" : call.text("language");
    return FakeJson.object();
  }

  /** Keeps the object's id; changes when it was modified. */
  private Node put(String path, String type, byte[] content) {
    Node node = nodes.get(path);
    if (node == null) {
      node = node(type);
      nodes.put(path, node);
    }
    node.content = content;
    node.modified = state.tick();
    return node;
  }

  private ObjectNode importFile(FakeCall call) {
    String path = canonical("/" + call.after("/api/2.0/workspace-files/import-file/"));
    requireParent(path);
    Node there = nodes.get(path);
    if (there != null && there.type.equals("NOTEBOOK")) {
      throw new FakeError(
          400,
          "BAD_REQUEST",
          "Requested node type [Some(FILE)] is different from the existing node type; it already exists.");
    }
    if (there != null && !call.text("overwrite").equals("true")) {
      throw new FakeError(409, "RESOURCE_ALREADY_EXISTS", path + " already exists");
    }
    put(path, "FILE", call.raw());
    return FakeJson.object();
  }

  private ObjectNode delete(String path, FakeCall call) {
    get(path);
    String below = path + "/";
    boolean full =
        nodes.tailMap(below, false).keySet().stream().limit(1).anyMatch(p -> p.startsWith(below));
    if (full && !call.body().path("recursive").asBoolean(false)) {
      throw new FakeError(400, "DIRECTORY_NOT_EMPTY", "Folder (" + path + ") is not empty");
    }
    nodes.keySet().removeIf(p -> p.equals(path) || p.startsWith(below));
    return FakeJson.object();
  }

  private ObjectNode repos(FakeCall call) {
    String rest = call.after("/api/2.0/repos");
    if (rest.isEmpty() && call.method().equals("GET")) {
      String prefix =
          call.text("path_prefix").isEmpty() ? "/Repos" : canonical(call.text("path_prefix"));
      ArrayNode repos = FakeJson.array();
      nodes.forEach(
          (path, node) -> {
            if (node.repo != null && path.startsWith(prefix + "/")) {
              repos.add(repo(path, node));
            }
          });
      return FakeJson.of("repos", repos);
    }
    if (rest.isEmpty()) {
      String path = canonical(call.text("path"));
      requireParent(path);
      if (nodes.containsKey(path)) {
        throw FakeError.exists("Repo at " + path);
      }
      Node node = node("REPO");
      node.repo =
          FakeJson.of("url", call.text("url"), "provider", call.text("provider"), "branch", "main");
      nodes.put(path, node);
      return repo(path, node);
    }
    for (Map.Entry<String, Node> entry : nodes.entrySet()) {
      if (entry.getValue().repo != null && rest.equals("/" + entry.getValue().id)) {
        if (call.method().equals("PATCH")) {
          entry.getValue().repo.put("branch", call.text("branch"));
        }
        return repo(entry.getKey(), entry.getValue());
      }
    }
    throw FakeError.missing("Repo " + rest);
  }

  private static ObjectNode repo(String path, Node node) {
    return node.repo.deepCopy().put("id", node.id).put("path", path).put("head_commit_id", "abc");
  }
}
