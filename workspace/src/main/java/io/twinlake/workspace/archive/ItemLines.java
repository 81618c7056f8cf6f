package io.twinlake.workspace.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Items as gzipped JSON lines, which {@code zcat} shows. */
final class ItemLines {
  private ItemLines() {}

  static byte[] write(List<Item> items) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (Item item : items) {
        gzip.write(Tree.text(line(item)).getBytes(StandardCharsets.UTF_8));
        gzip.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ObjectNode line(Item item) {
    ObjectNode line = Tree.of("id", item.id(), "key", item.key());
    line.set("body", item.body());
    item.blob().ifPresent(blob -> line.put("sha256", blob.sha256()).put("size", blob.sizeBytes()));
    item.acl().ifPresent(acl -> line.set("acl", acl));
    if (!item.stamp().isEmpty()) {
      line.put("stamp", item.stamp());
    }
    if (!item.mark().isEmpty()) {
      line.put("mark", item.mark());
    }
    if (!item.mentions().isEmpty()) {
      item.mentions().forEach(line.putArray("mentions")::add);
    }
    return line;
  }

  /**
   * Reads items back.
   *
   * @param where what to call the document in an error
   */
  static List<Item> read(byte[] document, Kind kind, String where) {
    List<Item> items = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(document)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        items.add(item(kind, Tree.parse(line.getBytes(StandardCharsets.UTF_8), where)));
      }
    } catch (IOException e) {
      throw Json.damaged(where, e.getMessage(), e);
    }
    return items;
  }

  private static Item item(Kind kind, ObjectNode line) {
    Item item =
        Item.of(
                kind,
                line.path("id").asText(),
                line.path("key").asText(),
                (ObjectNode) line.path("body"))
            .withMark(line.path("mark").asText(""));
    if (line.has("sha256")) {
      Blob blob = new Blob(line.path("sha256").asText(), line.path("size").asLong());
      item = item.withBlob(blob, line.path("stamp").asText(""));
    }
    List<String> mentions = new ArrayList<>();
    line.path("mentions").forEach(mention -> mentions.add(mention.asText()));
    item = item.withMentions(mentions);
    return line.path("acl") instanceof ArrayNode acl ? item.withAcl(acl) : item;
  }
}
