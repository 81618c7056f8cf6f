package io.twinlake.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code submit/}, with their placeholders filled in. */
final class SubmitFiles {
  static final Path PROJECT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();
  static final Path ROOT = PROJECT.resolve("submit");
  static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern PARAMETER = Pattern.compile("\\[parameters\\('(\\w+)'\\)]");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.]+)}");

  private SubmitFiles() {}

  static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String file) {
    try {
      return JSON.readTree(text(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resources of an ARM template, a text that is only a parameter replaced by its default. */
  static List<ObjectNode> resources(String file) {
    JsonNode template = json(file);
    List<ObjectNode> resources = new ArrayList<>();
    for (JsonNode resource : template.get("resources")) {
      resources.add((ObjectNode) mapped(resource, text -> parameter(text, template)));
    }
    return resources;
  }

  private static JsonNode parameter(TextNode text, JsonNode template) {
    Matcher parameter = PARAMETER.matcher(text.textValue());
    if (!parameter.matches()) {
      return text;
    }
    JsonNode declared = template.get("parameters").get(parameter.group(1));
    if (declared == null) {
      throw new AssertionError("The template has no parameter " + parameter.group(1));
    }
    // A secret has no default.
    return declared.has("defaultValue") ? declared.get("defaultValue") : text;
  }

  /** The bundle as it is written. */
  static JsonNode bundle() {
    try {
      return YAML.readTree(text("databricks/databricks.yml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jobs of the bundle as they would be deployed to a target, by their keys. */
  static Map<String, JsonNode> bundleJobs(String target) {
    JsonNode bundle = bundle();
    JsonNode jobs =
        mapped(bundle.at("/resources/jobs"), text -> interpolated(text, bundle, target));
    Map<String, JsonNode> byKey = new TreeMap<>();
    jobs.fields().forEachRemaining(job -> byKey.put(job.getKey(), job.getValue()));
    return byKey;
  }

  private static JsonNode interpolated(TextNode text, JsonNode bundle, String target) {
    String value = text.textValue();
    List<String> names =
        VARIABLE.matcher(value).results().map((MatchResult m) -> m.group(1)).toList();
    for (String name : names) {
      JsonNode of = variable(name, bundle, target);
      if (value.equals("${" + name + "}")) {
        return of;
      }
      value = value.replace("${" + name + "}", of.asText());
    }
    return TextNode.valueOf(value);
  }

  private static JsonNode variable(String name, JsonNode bundle, String target) {
    if (!name.startsWith("var.")) {
      throw new AssertionError("The bundle uses " + name + ", which is no variable of its own.");
    }
    String key = name.substring("var.".length());
    JsonNode declared = bundle.at("/variables").get(key);
    if (declared == null) {
      throw new AssertionError("The bundle uses the variable " + key + ", which it does not have.");
    }
    JsonNode here = bundle.at("/targets/" + target + "/variables").get(key);
    return here == null ? declared.get("default") : here;
  }

  /** A copy in which every text is replaced. */
  static JsonNode mapped(JsonNode node, Function<TextNode, JsonNode> each) {
    if (node instanceof TextNode text) {
      return each.apply(text);
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(child -> copy.add(mapped(child, each)));
      return copy;
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.fields()
          .forEachRemaining(field -> copy.set(field.getKey(), mapped(field.getValue(), each)));
      return copy;
    }
    return node;
  }

  /** All values of fields of one of these names, wherever they stand. */
  static List<JsonNode> values(JsonNode node, String... names) {
    List<JsonNode> found = new ArrayList<>();
    for (String name : names) {
      found.addAll(node.findValues(name));
    }
    return found;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
