package io.twinlake.core.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * A log of files that a file source has read, or a file sink has written: a line with its format,
 * then a JSON object for each file, with its whole name in {@code path}. Pure.
 */
final class FileLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A log with other names.
   *
   * @param text the log; empty if it could not be rewritten
   * @param problem why not
   */
  record Rewritten(Optional<String> text, String problem) {}

  private FileLog() {}

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
