package io.twinlake.validation.fingerprint;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One node of a tree, named by the SHA-256 of what it says.
 *
 * @param level 0 where its items are objects, else how far it is above them
 * @param items in path order
 */
public record Node(int level, List<Item> items) {
  private static final String FORMAT = "fingerprint-node/1";

  /** The first line of a node's document. */
  private record Head(String format, int level) {}

  public Node {
    items = List.copyOf(items);
  }

  /** The name that follows from its content, whatever form it is kept in. */
  public String name() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) level);
      for (Item item : items) {
        add(digest, item.first());
        add(digest, item.last());
        add(digest, item.hash());
        digest.update(
            ByteBuffer.allocate(16).putLong(item.objects()).putLong(item.bytes()).array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  /** The line that stands for it in a node above. */
  Item asItem() {
    return new Item(
        items.get(0).first(),
        items.get(items.size() - 1).last(),
        name(),
        items.stream().mapToLong(Item::objects).sum(),
        items.stream().mapToLong(Item::bytes).sum());
  }

  /** JSON lines, gzipped. */
  byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Writer writer =
        new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
      writer.write(Json.line(new Head(FORMAT + ".0", level)));
      writer.write('\n');
      for (Item item : items) {
        writer.write(Json.line(item));
        writer.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads one back.
   *
   * @param name what it must be named
   * @throws ReplicationException if it is not that node any more
   */
  static Node decoded(byte[] document, String name) {
    String where = "Fingerprint node " + name;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(document)), StandardCharsets.UTF_8))) {
      Head head = Json.parse(reader.readLine(), Head.class, where);
      if (!head.format().startsWith(FORMAT + ".")) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "%s has format '%s', which this version does not read. Use the version that wrote it."
                .formatted(where, head.format()));
      }
      List<Item> items = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        items.add(Json.parse(line, Item.class, where));
      }
      Node node = new Node(head.level(), items);
      if (!node.name().equals(name)) {
        throw damaged(where, null);
      }
      return node;
    } catch (IOException e) {
      throw damaged(where, e);
    }
  }

  private static ReplicationException damaged(String where, IOException cause) {
    return new ReplicationException(
        Effect.NONE_DO_NOT_RETRY,
        "%s is not what was written there. Run fingerprint again at that site.".formatted(where),
        cause);
  }
}
