package io.twinlake.core.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A log of files that a file source has read, or a file sink has written: a line with its format,
 * then a JSON object for each file, with its whole name in {@code path}. Pure.
 */
final class FileLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SINK_FORMAT = "v1";

  /**
   * A log with other names.
   *
   * @param text the log; empty if it could not be rewritten
   * @param problem why not
   */
  record Rewritten(Optional<String> text, String problem) {}

  /**
   * A file that a log names.
   *
   * @param path its whole name, as it is written
   * @param sizeBytes its length
   * @param deleted whether it is no part of the output any more
   */
  record Entry(String path, long sizeBytes, boolean deleted) {}

  private FileLog() {}

  /**
   * The files that a sink's log names, in its order.
   *
   * @throws IllegalArgumentException if a line of it is not understood
   */
  static List<Entry> entries(String log) {
    List<Entry> entries = new ArrayList<>();
    String[] lines = log.split("\n", -1);
    if (!lines[0].equals(SINK_FORMAT)) {
      throw new IllegalArgumentException(
          "it begins with '%s', and only '%s' is known here"
              .formatted(
                  lines[0].length() > 20 ? lines[0].substring(0, 20) : lines[0], SINK_FORMAT));
    }
    for (String line : List.of(lines).subList(1, lines.length)) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode entry;
      try {
        entry = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("it has a line that is no JSON", e);
      }
      if (!entry.path("path").isTextual() || !entry.path("size").canConvertToLong()) {
        throw new IllegalArgumentException("it has a line that names no file");
      }
      entries.add(
          new Entry(
              entry.path("path").textValue(),
              entry.path("size").longValue(),
              entry.path("action").asText().equals("delete")));
    }
    return entries;
  }

  /**
   * Puts other names for the files.
   *
   * @param atTarget the target's name of a file; empty for one that no data root holds
   */
  static Rewritten rewrite(String log, Function<String, Optional<String>> atTarget) {
    StringBuilder out = new StringBuilder(log.length());
    boolean first = true;
    for (String line : log.split("\n", -1)) {
      if (!first) {
        out.append('\n');
      }
      if (first || line.isBlank()) {
        out.append(line);
        first = false;
        continue;
      }
      JsonNode entry;
      try {
        entry = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        return new Rewritten(Optional.empty(), "it has a line that is no JSON");
      }
      if (!(entry instanceof ObjectNode object) || !object.path("path").isTextual()) {
        return new Rewritten(Optional.empty(), "it has a line that names no file");
      }
      String path = object.path("path").textValue();
      Optional<String> there = atTarget.apply(path);
      if (there.isEmpty()) {
        return new Rewritten(
            Optional.empty(), "it names %s, which lies in no data root".formatted(path));
      }
      out.append(object.put("path", there.get()));
    }
    return new Rewritten(Optional.of(out.toString()), "");
  }
}
