package io.twinlake.workspace.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is called differently in the other region: node types, runtimes, storage accounts, key
 * vaults, and any other text. Rules name both sites, so that they hold for the way back too.
 */
public final class Region {
  /** What a rule is about. */
  public enum What {
    NODE_TYPE("nodeTypes"),
    RUNTIME("runtimes"),
    STORAGE_ACCOUNT("storageAccounts"),
    KEY_VAULT("keyVaults"),
    TEXT("texts");

    private final String written;

    What(String written) {
      this.written = written;
    }

    /** How the settings write it. */
    public String written() {
      return written;
    }

    /** What the settings write so. */
    public static What of(String written) {
      return Arrays.stream(values())
          .filter(what -> what.written.equals(written))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("No mapping is called " + written));
    }
  }

  /**
   * A name on both sides.
   *
   * @param from as the source calls it
   * @param to as the target calls it
   */
  public record Rule(What what, String from, String to) {}

  /**
   * Where a rule puts one place for another.
   *
   * @param here the source's host, in lower case; empty where the text is none
   * @param there the target's
   */
  record Place(Rule rule, String here, String there) {}

  private record Replacement(Rule rule, Pattern pattern, String replacement) {}

  /** What addresses are made of; all else ends them. */
  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9.-]+");

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}");

  private final Map<What, Map<String, String>> names = new LinkedHashMap<>();
  private final List<Replacement> texts = new ArrayList<>();

  public Region(List<Rule> rules) {
    for (Rule rule : rules) {
      names.computeIfAbsent(rule.what(), w -> new LinkedHashMap<>()).put(rule.from(), rule.to());
      String from = Pattern.quote(rule.from());
      String to = Matcher.quoteReplacement(rule.to());
      switch (rule.what()) {
        case STORAGE_ACCOUNT ->
            texts.add(replacement(rule, from + "(?=\\.(?:dfs|blob|file|queue|table)\\.)", to));
        case KEY_VAULT -> {
          texts.add(replacement(rule, from + "(?=\\.vault\\.)", to));
          texts.add(new Replacement(rule, Pattern.compile("(?<=/vaults/)" + from + "$"), to));
        }
        case TEXT -> texts.add(replacement(rule, from, to));
        default -> {}
      }
    }
  }

  /** Only whole words: an account's name may be the beginning of another's. */
  private static Replacement replacement(Rule rule, String from, String to) {
    return new Replacement(
        rule, Pattern.compile("(?<![A-Za-z0-9-])" + from + "(?![A-Za-z0-9-])"), to);
  }

  /** Whether the name of a field is one that people give; Databricks' own have no dots. */
  static boolean isPeoples(String field) {
    return field.indexOf('.') >= 0;
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

  /** What {@link #rewritten} puts in the place of what, as far as it is a place at all. */
  Set<Place> places(String text) {
    Set<Place> places = new LinkedHashSet<>();
    for (Replacement replacement : texts) {
      Matcher found = replacement.pattern().matcher(text);
      while (found.find()) {
        boolean whole = replacement.rule().what() != What.TEXT;
        int start = whole ? found.start() : begin(text, found.start());
        places.addAll(places(replacement.rule(), text.substring(start, end(text, found.end()))));
      }
    }
    return places;
  }

  /** An account or vault begins its address; another text may stand anywhere in one. */
  private static int begin(String text, int start) {
    int begin = start;
    while (begin > 0 && isOfAddress(text.charAt(begin - 1))) {
      begin--;
    }
    return begin;
  }

  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && isOfAddress(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isOfAddress(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-');
  }

  private List<Place> places(Rule rule, String text) {
    List<String> here = hosts(text);
    List<String> there = hosts(rewritten(text));
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < there.size(); i++) {
      String other = here.size() == there.size() ? here.get(i) : "";
      if (!other.equals(there.get(i))) {
        places.add(new Place(rule, other, there.get(i)));
      }
    }
    return places.isEmpty() ? List.of(new Place(rule, "", "")) : places;
  }

  private static List<String> hosts(String text) {
    return Arrays.stream(OTHER.split(text))
        .filter(piece -> HOST.matcher(piece).matches())
        .map(piece -> piece.toLowerCase(Locale.ROOT))
        .toList();
  }
}
