package io.twinlake.core.settings;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads YAML into nodes with lines. Of YAML it takes mappings, lists and single values; aliases,
 * tags and a second document are refused, as is a key that comes twice. (The library tells of an
 * anchor at a single value only when an alias uses it.)
 *
 * <p>A message of the YAML library is not passed on as it is: it quotes the text around a mistake,
 * and a secret may stand there.
 */
final class YamlText {
  private static final int DEEPEST = 20;
  private static final int LONGEST = 1 << 20;

  private final String text;
  private final Problems problems;
  private final YAMLParser parser;

  private YamlText(String text, Problems problems, YAMLParser parser) {
    this.text = text;
    this.problems = problems;
    this.parser = parser;
  }

  /** The whole file, or nothing if it is not YAML, which is then reported. */
  static Optional<YamlNode> read(String text, Problems problems) {
    if (text.length() > LONGEST) {
      problems.add(
          1, "the file has more than %d characters, so it is no settings file".formatted(LONGEST));
      return Optional.empty();
    }
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return new YamlText(text, problems, parser).document();
    } catch (IOException e) {
      throw new IllegalStateException("Text in memory cannot be read", e);
    }
  }

  private Optional<YamlNode> document() throws IOException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        problems.add(1, "the file is empty; begin with 'format: settings/1'");
        return Optional.empty();
      }
      YamlNode node = node(first, 0);
      if (parser.nextToken() != null) {
        problems.add(line(), "a second document begins here; a settings file has one");
      }
      return Optional.of(node);
    } catch (MarkedYAMLException e) {
      notYaml(e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1, e.getProblem());
    } catch (JsonProcessingException e) {
      notYaml(e.getLocation() == null ? line() : e.getLocation().getLineNr(), "");
    }
    return Optional.empty();
  }

  private void notYaml(int line, String reason) {
    List<String> lines = text.lines().toList();
    String written = line <= lines.size() ? lines.get(line - 1) : "";
    String hint =
        written.contains("filters") || written.strip().matches("- ?[-+!].*")
            ? "; put filter rules between quotes, \"- *.tmp\""
            : "";
    problems.add(
        line, "this is not YAML" + (reason.isEmpty() ? "" : ": " + oneLine(reason)) + hint);
  }

  private static String oneLine(String reason) {
    return reason.replaceAll("\\s+", " ").strip();
  }

  private YamlNode node(JsonToken token, int depth) throws IOException {
    int line = line();
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      problems.add(
          line,
          "anchors and aliases ('&', '*') are not used here; write the value again"
              + ", and put a value that begins with one of them between quotes");
    } else if (parser.getTypeId() != null) {
      problems.add(
          line, "tags ('!') are not used here; put a value that begins with '!' between quotes");
    }
    if (depth > DEEPEST) {
      throw new JsonParseException(parser, "nested too deep");
    }
    return switch (token) {
      case START_OBJECT -> mapping(line, depth);
      case START_ARRAY -> sequence(line, depth);
      case VALUE_NULL -> new YamlNode.Nothing(line);
      default -> scalar(line);
    };
  }

  private YamlNode scalar(int line) throws IOException {
    String value = parser.getText();
    if (SecretText.isCredential(value)) {
      problems.add(
          line,
          "this value holds a credential, which settings never do; Twinlake takes credentials from"
              + " the Hadoop configuration, a key provider or a managed identity. Remove it here,"
              + " and replace that credential if others can read this file");
      return new YamlNode.Refused(line);
    }
    return new YamlNode.Scalar(value, line);
  }

  private YamlNode mapping(int line, int depth) throws IOException {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line();
      YamlNode value = node(parser.nextToken(), depth + 1);
      Integer before = lines.putIfAbsent(key, keyLine);
      if (before == null) {
        entries.add(new YamlNode.Entry(key, keyLine, value));
      } else {
        problems.add(
            keyLine,
            "key %s comes twice, first on line %d; remove one of them"
                .formatted(SecretText.shown(key), before));
      }
    }
    return new YamlNode.Mapping(entries, line);
  }

  private YamlNode sequence(int line, int depth) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      items.add(node(token, depth + 1));
      token = parser.nextToken();
    }
    return new YamlNode.Sequence(items, line);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
