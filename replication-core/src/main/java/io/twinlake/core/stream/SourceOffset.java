package io.twinlake.core.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a batch reads one source: a line of {@code offsets/N}. */
sealed interface SourceOffset {

  /** Nothing was read yet. */
  record None() implements SourceOffset {}

  /**
   * A Delta table.
   *
   * @param tableId identity of the table
   * @param version the newest version that the batch reads anything of, -1 for none
   */
  record OfDelta(String tableId, long version) implements SourceOffset {}

  /**
   * A directory of files.
   *
   * @param entry the last entry of the source's log that belongs to the batch
   */
  record OfFiles(long entry) implements SourceOffset {}

  /** Topics or hubs with a position for each of their partitions: Kafka, Event Hubs. */
  record OfTopics(String topics) implements SourceOffset {}

  /** Anything else. */
  record Unknown(String text) implements SourceOffset {}

  ObjectMapper JSON = new ObjectMapper();

  /**
   * The sources of a batch in the query's order; empty if the text is not one that is known here.
   *
   * @param text all of {@code offsets/N}: its format, its settings, and a line for each source
   */
  static Optional<List<SourceOffset>> of(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || !lines.get(0).equals("v1") || !lines.get(1).startsWith("{")) {
      return Optional.empty();
    }
    List<SourceOffset> all = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      all.add(line(line.strip()));
    }
    return Optional.of(all);
  }

  private static SourceOffset line(String line) {
    if (line.equals("-") || line.isEmpty()) {
      return new None();
    }
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return new Unknown(shown(line));
    }
    if (!json.isObject()) {
      return new Unknown(shown(line));
    }
    if (json.path("reservoirId").isTextual() && json.path("reservoirVersion").isIntegralNumber()) {
      long version = json.path("reservoirVersion").longValue();
      // Below zero it stands before the first file of that version.
      boolean before = json.path("index").longValue() < 0;
      return new OfDelta(json.path("reservoirId").textValue(), before ? version - 1 : version);
    }
    if (json.size() == 1 && json.path("logOffset").isIntegralNumber()) {
      return new OfFiles(json.path("logOffset").longValue());
    }
    boolean topics = !json.isEmpty();
    for (JsonNode each : json) {
      topics &= each.isObject() && !each.isEmpty();
      for (JsonNode position : each) {
        topics &= position.isNumber();
      }
    }
    return topics ? new OfTopics(String.join(", ", names(json))) : new Unknown(shown(line));
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return names.size() <= 5 ? names : names.subList(0, 5);
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
