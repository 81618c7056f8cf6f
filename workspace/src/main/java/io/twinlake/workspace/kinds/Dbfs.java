package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.Effect;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Files of DBFS: libraries and init scripts. Data belongs to storage, not here. */
final class Dbfs implements Port {
  private static final String API = "/api/2.0/dbfs/";

  /** How often a file is begun. */
  private static final int UPLOADS = 4;

  /** One request carries this much. */
  private static final int BLOCK = 1_000_000;

  private static final long LARGEST = 64L << 20;

  /** Init scripts named by their cluster are not run any more. */
  private static final String CLUSTER_NAMED = "/databricks/init/";

  @Override
  public void read(Reading reading) {
    List<String> level = new ArrayList<>(reading.scope().dbfs());
    while (!level.isEmpty()) {
      ConcurrentLinkedQueue<String> deeper = new ConcurrentLinkedQueue<>();
      ConcurrentLinkedQueue<JsonNode> files = new ConcurrentLinkedQueue<>();
      reading.workers().each(level, path -> list(reading.api(), path, files, deeper));
      reading.each(
          Kind.DBFS_FILE,
          new ArrayList<>(files),
          raw -> raw.path("path").asText(),
          raw -> file(reading, raw).ifPresent(reading::found));
      level = new ArrayList<>(deeper);
    }
  }

  private static void list(
      Api api,
      String path,
      ConcurrentLinkedQueue<JsonNode> files,
      ConcurrentLinkedQueue<String> deeper) {
    ObjectNode answer;
    try {
      answer = api.get(API + "list", Map.of("path", path));
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return; // The directories of the settings need not be there.
      }
      throw e;
    }
    for (JsonNode entry : answer.path("files")) {
      if (entry.path("is_dir").asBoolean(false)) {
        deeper.add(entry.path("path").asText());
      } else {
        files.add(entry);
      }
    }
  }

  private static Optional<Item> file(Reading reading, JsonNode raw) {
    String path = raw.path("path").asText();
    long size = raw.path("file_size").asLong();
    if (size > LARGEST) {
      reading.problem(
          Problem.failed(
              Kind.DBFS_FILE,
              path,
              "has %d MiB; up to 64 MiB are carried. Copy it with the storage below DBFS."
                  .formatted(size >> 20)));
      return Optional.empty();
    }
    if (path.startsWith(CLUSTER_NAMED)) {
      reading.problem(
          Problem.note(
              Kind.DBFS_FILE,
              path,
              "is an init script named by its cluster; Databricks does not run these any more. Carried as a file only."));
    }
    String stamp = raw.path("modification_time").asText("") + "-" + size;
    Blob blob =
        reading
            .contents()
            .take(Kind.DBFS_FILE, path, stamp, () -> download(reading.api(), path, (int) size));
    return Optional.of(
        Item.of(Kind.DBFS_FILE, path, path, Tree.of("path", path)).withBlob(blob, stamp));
  }

  private static byte[] download(Api api, String path, int size) {
    byte[] content = new byte[size];
    int at = 0;
    while (at < size) {
      ObjectNode part = api.get(API + "read", Map.of("path", path, "offset", at, "length", BLOCK));
      byte[] bytes = Base64.getDecoder().decode(part.path("data").asText(""));
      if (bytes.length == 0 || at + bytes.length > size) {
        throw ApiException.changed(
            "DBFS file %s of workspace %s changed while it was read, at byte %d of %d. Run again."
                .formatted(path, api.name(), at, size));
      }
      System.arraycopy(bytes, 0, content, at, bytes.length);
      at += bytes.length;
    }
    return content;
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      ObjectNode status = reading.api().get(API + "get-status", Map.of("path", key));
      return status.path("is_dir").asBoolean(false) ? Optional.empty() : file(reading, status);
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
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
    Api api = writing.api();
    byte[] content = writing.bytes().apply(item.blob().orElseThrow());
    if (content.length <= BLOCK) {
      api.set(
          "POST",
          API + "put",
          Tree.of("path", item.key(), "overwrite", true, "contents", base64(content, 0)));
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        upload(api, item.key(), content);
        return;
      } catch (ApiException e) {
        if (attempt == UPLOADS || e.endsTheRun() || !mayPass(e)) {
          throw e;
        }
      }
    }
  }

  /** A block or the end of a file that nobody answered for, or a handle that ended meanwhile. */
  private static boolean mayPass(ApiException e) {
    return e.effect() != Effect.NONE_DO_NOT_RETRY || e.problem() == ApiProblem.NOT_FOUND;
  }

  /** From the beginning, in the place of what an earlier attempt left. */
  private static void upload(Api api, String path, byte[] content) {
    String handle =
        api.set("POST", API + "create", Tree.of("path", path, "overwrite", true))
            .path("handle")
            .asText();
    for (int at = 0; at < content.length; at += BLOCK) {
      // Not repeated when nobody knows: the block would be there twice. The file is begun again.
      api.create(API + "add-block", Tree.of("handle", number(handle), "data", base64(content, at)));
    }
    api.create(API + "close", Tree.of("handle", number(handle)));
  }

  private static Object number(String handle) {
    return Long.valueOf(handle);
  }

  private static String base64(byte[] content, int from) {
    int to = Math.min(content.length, from + BLOCK);
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(content, from, to));
  }

  @Override
  public void delete(Api api, String id, String key) {
    api.delete("POST", API + "delete", Tree.of("path", key, "recursive", false));
  }
}
