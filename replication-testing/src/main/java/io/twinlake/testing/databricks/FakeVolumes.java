package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files of one volume, {@code /Volumes/main/default/libs}. */
final class FakeVolumes implements FakeArea {
  private static final String FILES = "/api/2.0/fs/files";
  private static final String DIRECTORIES = "/api/2.0/fs/directories";
  private static final String VOLUME = "/Volumes/main/default/libs";

  private record Content(byte[] bytes, long modified) {}

  private final FakeState state;
  private final TreeMap<String, Content> files = new TreeMap<>();
  private final TreeSet<String> directories = new TreeSet<>();

  FakeVolumes(FakeState state) {
    this.state = state;
    directories.add(VOLUME);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (call.path().startsWith(FILES)) {
      return Optional.of(file(call.after(FILES), call));
    }
    if (call.path().startsWith(DIRECTORIES)) {
      return Optional.of(directory(call.after(DIRECTORIES), call));
    }
    return Optional.empty();
  }

  private ObjectNode file(String path, FakeCall call) {
    if (call.method().equals("PUT")) {
      if (!directories.contains(path.substring(0, path.lastIndexOf('/')))) {
        throw missing(path);
      }
      if (files.containsKey(path) && !call.text("overwrite").equals("true")) {
        throw new FakeError(409, "ALREADY_EXISTS", "The file being created already exists.");
      }
      files.put(path, new Content(call.raw(), state.tick()));
      return FakeJson.object();
    }
    if (!files.containsKey(path)) {
      throw missing(path);
    }
    if (call.method().equals("DELETE")) {
      files.remove(path);
      return FakeJson.object();
    }
    ObjectNode answer = FakeJson.object();
    answer.put(FakeState.RAW, files.get(path).bytes());
    return answer;
  }

  private static FakeError missing(String path) {
    return new FakeError(404, "NOT_FOUND", "The path " + path + " does not exist.");
  }

  private ObjectNode directory(String path, FakeCall call) {
    if (call.method().equals("PUT")) {
      if (!path.startsWith(VOLUME)) {
        throw missing(path);
      }
      for (String at = path;
          at.length() > VOLUME.length();
          at = at.substring(0, at.lastIndexOf('/'))) {
        directories.add(at);
      }
      return FakeJson.object();
    }
    if (!directories.contains(path)) {
      throw missing(path);
    }
    ArrayNode contents = FakeJson.array();
    for (String directory : directories) {
      if (isIn(directory, path)) {
        contents.addObject().put("path", directory + "/").put("is_directory", true);
      }
    }
    files.forEach(
        (name, content) -> {
          if (isIn(name, path)) {
            contents
                .addObject()
                .put("path", name)
                .put("name", name.substring(name.lastIndexOf('/') + 1))
                .put("is_directory", false)
                .put("file_size", content.bytes().length)
                .put("last_modified", content.modified());
          }
        });
    return page(contents, call);
  }

  private static boolean isIn(String path, String directory) {
    return path.startsWith(directory + "/") && path.indexOf('/', directory.length() + 1) < 0;
  }

  private ObjectNode page(ArrayNode all, FakeCall call) {
    int from = call.number("page_token", 0);
    int to = Math.min(all.size(), from + state.pageSize());
    ArrayNode page = FakeJson.array();
    for (int i = from; i < to; i++) {
      page.add(all.get(i));
    }
    ObjectNode answer = FakeJson.of("contents", page);
    return to < all.size() ? answer.put("next_page_token", "" + to) : answer;
  }
}
