package io.twinlake.workspace.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One object of a workspace, reduced to what describes it. Its references are still those of its
 * own workspace.
 *
 * @param kind its type
 * @param id what its workspace calls it
 * @param key what people call it: a name or a path; not always unique
 * @param body its description, without what the workspace made up by itself
 * @param blob its bytes, if it has any
 * @param acl rights given on it directly, if they were read; entries of {@code user}, {@code group}
 *     or {@code service_principal}, and {@code level}
 * @param stamp changes whenever its bytes change; empty where the workspace has none
 * @param mentions what its bytes name of the workspace around it: ids, addresses, mount points;
 *     only in archives
 * @param mark the site and id of the object that this is Twinlake's copy of; empty if none
 */
public record Item(
    Kind kind,
    String id,
    String key,
    ObjectNode body,
    Optional<Blob> blob,
    Optional<ArrayNode> acl,
    String stamp,
    String mark,
    List<String> mentions) {
  public Item {
    mentions = List.copyOf(mentions);
  }

  public static Item of(Kind kind, String id, String key, ObjectNode body) {
    return new Item(kind, id, key, body, Optional.empty(), Optional.empty(), "", "", List.of());
  }

  public Item withBody(ObjectNode other) {
    return new Item(kind, id, key, other, blob, acl, stamp, mark, mentions);
  }

  public Item withBlob(Blob bytes, String newStamp) {
    return new Item(kind, id, key, body, Optional.of(bytes), acl, newStamp, mark, mentions);
  }

  public Item withAcl(ArrayNode rights) {
    return new Item(kind, id, key, body, blob, Optional.of(rights), stamp, mark, mentions);
  }

  public Item withMark(String copyOf) {
    return new Item(kind, id, key, body, blob, acl, stamp, copyOf, mentions);
  }

  public Item withId(String other) {
    return new Item(kind, other, key, body, blob, acl, stamp, mark, mentions);
  }

  public Item withMentions(List<String> names) {
    return new Item(kind, id, key, body, blob, acl, stamp, mark, names);
  }

  /** How messages name it. */
  public String title() {
    return kind.title() + " " + key;
  }
}
