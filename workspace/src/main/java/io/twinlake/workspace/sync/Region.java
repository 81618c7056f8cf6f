package io.twinlake.workspace.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is called differently in the other region: node types, runtimes, storage accounts, key
 * vaults, and any other text. Rules name both sites, so that they hold for the way back too.
 */
public final class Region {
  /** What a rule is about. */
  public enum What {
    NODE_TYPE,
    RUNTIME,
    STORAGE_ACCOUNT,
    KEY_VAULT,
    TEXT
  }

  /**
   * A name on both sides.
   *
   * @param from as the source calls it
   * @param to as the target calls it
   */
  public record Rule(What what, String from, String to) {}

  private record Replacement(Pattern pattern, String replacement) {}

  private final Map<What, Map<String, String>> names = new LinkedHashMap<>();
  private final List<Replacement> texts = new ArrayList<>();

  public Region(List<Rule> rules) {
    for (Rule rule : rules) {
      names.computeIfAbsent(rule.what(), w -> new LinkedHashMap<>()).put(rule.from(), rule.to());
      String from = Pattern.quote(rule.from());
      String to = Matcher.quoteReplacement(rule.to());
      switch (rule.what()) {
        case STORAGE_ACCOUNT ->
            texts.add(replacement(from + "(?=\\.(?:dfs|blob|file|queue|table)\\.)", to));
        case KEY_VAULT -> {
          texts.add(replacement(from + "(?=\\.vault\\.)", to));
          texts.add(new Replacement(Pattern.compile("(?<=/vaults/)" + from + "$"), to));
        }
        case TEXT -> texts.add(replacement(from, to));
        default -> {}
      }
    }
  }

  /** Only whole words: an account's name may be the beginning of another's. */
  private static Replacement replacement(String from, String to) {
    return new Replacement(Pattern.compile("(?<![A-Za-z0-9-])" + from + "(?![A-Za-z0-9-])"), to);
  }

  /** The target's name of a node type or runtime, if a rule says so. */
  Optional<String> renamed(What what, String name) {
    return Optional.ofNullable(names.getOrDefault(what, Map.of()).get(name));
  }

  /** {@code text} with accounts, vaults and other texts as the target calls them. */
  String rewritten(String text) {
    String result = text;
    for (Replacement replacement : texts) {
      Matcher found = replacement.pattern().matcher(result);
      if (found.find()) {
        result = found.replaceAll(replacement.replacement());
      }
    }
    return result;
  }
}
