package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Files of Unity Catalog volumes: libraries and init scripts. The volumes themselves belong to the
 * catalog, and must be there.
 */
final class Volumes implements Port {
  private static final String FILES = "/api/2.0/fs/files";
  private static final String DIRECTORIES = "/api/2.0/fs/directories";
  private static final long LARGEST = 64L << 20;

  @Override
  public void read(Reading reading) {
    List<String> level = new ArrayList<>(reading.scope().volumes());
    while (!level.isEmpty()) {
      ConcurrentLinkedQueue<String> deeper = new ConcurrentLinkedQueue<>();
      ConcurrentLinkedQueue<JsonNode> files = new ConcurrentLinkedQueue<>();
      reading
          .workers()
          .each(
              level,
              path ->
                  list(reading.api(), path)
                      .forEach(
                          entry -> {
                            if (entry.path("is_directory").asBoolean(false)) {
                              deeper.add(plain(entry.path("path").asText()));
                            } else {
                              files.add(entry);
                            }
                          }));
      reading.each(
          Kind.VOLUME_FILE,
          new ArrayList<>(files),
          raw -> raw.path("path").asText(),
          raw -> file(reading, raw).ifPresent(reading::found));
      level = new ArrayList<>(deeper);
    }
  }

  private static List<ObjectNode> list(Api api, String path) {
    List<ObjectNode> entries = new ArrayList<>();
    try {
      Pages.byToken(
          api, DIRECTORIES + encoded(path), Map.of("page_size", 1000), "contents", entries::add);
    } catch (ApiException e) {
      if (e.problem() != ApiProblem.NOT_FOUND) {
        throw e;
      }
      return List.of(); // The directories of the settings need not be there.
    }
    return entries;
  }

  /** Directories are shown with a slash behind them, by some. */
  private static String plain(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static Optional<Item> file(Reading reading, JsonNode raw) {
    String path = raw.path("path").asText();
    long size = raw.path("file_size").asLong();
    if (size > LARGEST) {
      reading.problem(
          Problem.failed(
              Kind.VOLUME_FILE,
              path,
              "has %d MiB; up to 64 MiB are carried. Copy it with the storage below the volume."
                  .formatted(size >> 20)));
      return Optional.empty();
    }
    String stamp = raw.path("last_modified").asText("") + "-" + size;
    Blob blob =
        reading.contents().take(Kind.VOLUME_FILE, path, stamp, () -> download(reading.api(), path));
    if (blob.sizeBytes() != 0 && blob.sizeBytes() != size) {
      // What is there is not what was sent, or changed between the two requests.
      throw ApiException.changed(
          "Volume file %s of workspace %s has %d bytes, and %d were to be there. Run again."
              .formatted(path, reading.api().name(), size, blob.sizeBytes()));
    }
    return Optional.of(
        Item.of(Kind.VOLUME_FILE, path, path, Tree.of("path", path)).withBlob(blob, stamp));
  }

  private static byte[] download(Api api, String path) {
    return api.download(FILES + encoded(path), Map.of());
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    String parent = key.substring(0, key.lastIndexOf('/'));
    return list(reading.api(), parent).stream()
        .filter(entry -> entry.path("path").asText().equals(key))
        .filter(entry -> !entry.path("is_directory").asBoolean(false))
        .findFirst()
        .flatMap(entry -> file(reading, entry));
  }

  @Override
  public String create(Writing writing, Item item) {
    put(writing, item);
    return item.key();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    put(writing, item);
  }

  private static void put(Writing writing, Item item) {
    byte[] content = writing.bytes().apply(item.blob().orElseThrow());
    String parent = item.key().substring(0, item.key().lastIndexOf('/'));
    if (parent.split("/").length > 5) { // Deeper than the volume's own root.
      writing.api().set("PUT", DIRECTORIES + encoded(parent), Tree.object());
    }
    writing.api().upload("PUT", FILES + encoded(item.key()), Map.of("overwrite", "true"), content);
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
    api.delete("DELETE", FILES + encoded(key), Tree.object());
  }
}
