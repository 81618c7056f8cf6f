package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** DBFS, in blocks of a megabyte. */
final class FakeDbfs implements FakeArea {
  private static final String PATH = "/api/2.0/dbfs/";
  private static final int BLOCK = 1 << 20;

  private record Content(byte[] bytes, long modified) {}

  private record Open(String path, ByteArrayOutputStream bytes) {}

  private final FakeState state;
  private final TreeMap<String, Content> files = new TreeMap<>();
  private final Map<Long, Open> handles = new HashMap<>();

  FakeDbfs(FakeState state) {
    this.state = state;
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().startsWith(PATH)) {
      return Optional.empty();
    }
    String path = call.text("path");
    return Optional.of(
        switch (call.after(PATH)) {
          case "list" -> list(path);
          case "get-status" -> shown(path, get(path));
          case "read" -> read(path, call);
          case "put" -> put(path, decoded(call.text("contents")));
          case "create" -> create(path);
          case "add-block" -> {
            open(call).bytes().writeBytes(decoded(call.text("data")));
            yield FakeJson.object();
          }
          case "close" -> {
            Open open = open(call);
            handles.remove(call.body().path("handle").asLong());
            yield put(open.path(), open.bytes().toByteArray());
          }
          case "delete" -> {
            get(path);
            files.remove(path);
            yield FakeJson.object();
          }
          default -> throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
        });
  }

  private Content get(String path) {
    Content content = files.get(path);
    if (content == null) {
      throw new FakeError(
          404, "RESOURCE_DOES_NOT_EXIST", "No file or directory exists on path " + path + ".");
    }
    return content;
  }

  private static byte[] decoded(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length > BLOCK) {
      throw new FakeError(400, "MAX_BLOCK_SIZE_EXCEEDED", "A block has 1 MB at most");
    }
    return bytes;
  }

  private static ObjectNode shown(String path, Content content) {
    return FakeJson.of(
        "path",
        path,
        "is_dir",
        false,
        "file_size",
        content.bytes().length,
        "modification_time",
        content.modified());
  }

  private ObjectNode list(String path) {
    String below = path.endsWith("/") ? path : path + "/";
    ArrayNode found = FakeJson.array();
    TreeSet<String> directories = new TreeSet<>();
    files
        .tailMap(below)
        .forEach(
            (name, content) -> {
              if (!name.startsWith(below)) {
                return;
              }
              int end = name.indexOf('/', below.length());
              if (end < 0) {
                found.add(shown(name, content));
              } else {
                directories.add(name.substring(0, end));
              }
            });
    if (found.isEmpty() && directories.isEmpty()) {
      throw FakeError.missing("No file or directory exists on path " + path + ": it");
    }
    directories.forEach(d -> found.add(FakeJson.of("path", d, "is_dir", true, "file_size", 0)));
    return FakeJson.of("files", found);
  }

  private ObjectNode read(String path, FakeCall call) {
    byte[] bytes = get(path).bytes();
    int offset = call.number("offset", 0);
    int length = call.number("length", BLOCK / 2);
    if (length > BLOCK) {
      throw new FakeError(400, "MAX_READ_SIZE_EXCEEDED", "1 MB at most");
    }
    byte[] part =
        Arrays.copyOfRange(
            bytes, Math.min(offset, bytes.length), Math.min(bytes.length, offset + length));
    return FakeJson.of("bytes_read", part.length, "data", Base64.getEncoder().encodeToString(part));
  }

  private ObjectNode put(String path, byte[] bytes) {
    files.put(path, new Content(bytes, state.tick()));
    return FakeJson.object();
  }

  private ObjectNode create(String path) {
    long handle = state.number();
    handles.put(handle, new Open(path, new ByteArrayOutputStream()));
    return FakeJson.of("handle", handle);
  }

  private Open open(FakeCall call) {
    Open open = handles.get(call.body().path("handle").asLong());
    if (open == null) {
      throw FakeError.missing("Handle");
    }
    return open;
  }
}
