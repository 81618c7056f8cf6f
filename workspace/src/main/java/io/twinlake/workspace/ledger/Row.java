package io.twinlake.workspace.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinlake.workspace.model.Kind;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pair of objects, and what they were when they last agreed.
 *
 * @param kind of both
 * @param key what people call it
 * @param fromId the source's id
 * @param toId the target's id
 * @param fromHash of the source's object, in its own words
 * @param renderedHash of what was written, in the target's words; empty where only the source's is
 *     known, after the sides were swapped
 * @param toHash of what the target held afterwards
 * @param toStamp of the target's bytes afterwards; empty where there are none
 * @param toBlob SHA-256 of the target's bytes
 * @param aclHash of the target's rights afterwards; empty if none were written
 * @param intent what starts by itself at the source, by place: what activation sets at the target
 * @param goneSince the generation in which the source's object was first missing; 0 if it is there
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Row(
    Kind kind,
    String key,
    String fromId,
    String toId,
    String fromHash,
    String renderedHash,
    String toHash,
    String toStamp,
    String toBlob,
    String aclHash,
    Map<String, String> intent,
    long goneSince) {
  public Row {
    renderedHash = text(renderedHash);
    toStamp = text(toStamp);
    toBlob = text(toBlob);
    aclHash = text(aclHash);
    fromHash = text(fromHash);
    toId = text(toId);
    toHash = text(toHash);
    intent = new TreeMap<>(intent == null ? Map.of() : intent);
  }

  /** Absent fields of a document are empty text. */
  private static String text(String value) {
    return value == null ? "" : value;
  }

  /**
   * What is noted before an object is made that can bear no mark: whatever is found under its name
   * afterwards was made by the run that died.
   */
  public static Row intended(Kind kind, String key, String fromId) {
    return new Row(kind, key, fromId, "", "", "", "", "", "", "", Map.of(), 0);
  }

  /** Whether the object was only going to be made. */
  public boolean isIntended() {
    return toHash.isEmpty();
  }

  Row swapped() {
    return new Row(
        kind, key, toId, fromId, toHash, "", fromHash, "", toBlob, "", intent, goneSince);
  }

  public Row goneSince(long generation) {
    return new Row(
        kind,
        key,
        fromId,
        toId,
        fromHash,
        renderedHash,
        toHash,
        toStamp,
        toBlob,
        aclHash,
        intent,
        generation);
  }

  /** The same with another {@link #toStamp}. */
  public Row withStamp(String stamp) {
    return new Row(
        kind,
        key,
        fromId,
        toId,
        fromHash,
        renderedHash,
        toHash,
        stamp,
        toBlob,
        aclHash,
        intent,
        goneSince);
  }

  public Row withAcl(String hash) {
    return new Row(
        kind,
        key,
        fromId,
        toId,
        fromHash,
        renderedHash,
        toHash,
        toStamp,
        toBlob,
        hash,
        intent,
        goneSince);
  }
}
