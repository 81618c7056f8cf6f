package io.twinlake.metastore.mapping;

import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Searches every text of an object, keys too, for anything that the settings know of the source:
 * accounts, hosts, containers with their accounts, mounts, directories. What both sites have in
 * common is no residue.
 */
public final class Residue {

  /**
   * What was found.
   *
   * @param pointer where
   * @param term what of the source
   * @param text all that stands there, cut after 200 characters
   */
  public record Found(String pointer, String term, String text) {}

  private record Term(String shown, Pattern pattern) {}

  private final List<Term> terms = new ArrayList<>();

  /**
   * @param source locations of the source's roots, in all their names
   * @param target the same of the target, which are allowed
   */
  public Residue(Collection<String> source, Collection<String> target) {
    Set<String> allowed = new TreeSet<>();
    target.forEach(place -> allowed.addAll(words(place)));
    Set<String> searched = new TreeSet<>();
    source.forEach(place -> searched.addAll(words(place)));
    searched.removeAll(allowed);
    for (String word : searched) {
      terms.add(
          new Term(
              word,
              Pattern.compile(
                  // A path may stand behind another's name, as in /dbfs/mnt/raw.
                  (word.startsWith("/") ? "" : "(?<![a-z0-9_-])")
                      + Pattern.quote(word)
                      + "(?![a-z0-9_-])")));
    }
  }

  /** What to search for, of one place. */
  private static Set<String> words(String place) {
    Set<String> words = new TreeSet<>();
    Location location = Location.parse(place).orElse(null);
    if (location == null) {
      words.add(place.toLowerCase(Locale.ROOT));
      return words;
    }
    String authority = location.authority();
    String kind = authority.substring(0, authority.indexOf(':'));
    String host = authority.substring(authority.indexOf(':') + 1);
    switch (kind) {
      case "azure" -> {
        words.add(host);
        String account = host.substring(host.indexOf('@') + 1);
        words.add(account.contains(".") ? account.substring(0, account.indexOf('.')) : account);
      }
      case "file", "?" -> words.add(location.path().toLowerCase(Locale.ROOT));
      case "dbfs" -> {
        if (!location.path().equals("/")) {
          words.add(location.path().toLowerCase(Locale.ROOT));
        }
      }
      case "adl" -> {
        words.add(host);
        words.add(host.replaceFirst("\\..*", ""));
      }
      default -> {
        if (!host.isEmpty()) {
          words.add(host);
        }
      }
    }
    words.remove("");
    words.remove("/");
    return words;
  }

  /** What is searched for, in order. */
  public List<String> terms() {
    return terms.stream().map(Term::shown).toList();
  }

  public List<Found> in(Item item) {
    List<Found> found = new ArrayList<>();
    for (Trees.Text text : Trees.texts(item.raw())) {
      if (text.pointer().startsWith("/parameters/twinlake")) {
        continue;
      }
      String lower = text.value().toLowerCase(Locale.ROOT);
      for (Term term : terms) {
        if (term.pattern().matcher(lower).find()) {
          found.add(new Found(text.pointer(), term.shown(), cut(text.value())));
          break;
        }
      }
    }
    return found;
  }

  private static String cut(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
