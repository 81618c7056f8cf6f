package io.twinlake.metastore.mapping;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the locations in SQL text: {@code format.`location`}, and the text behind {@code LOCATION}
 * and behind {@code path} in options. Comments and other texts are left alone: what a query
 * compares with is not ours to change.
 */
final class SqlLocations {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>--[^\\n]*|/\\*.*?\\*/)"
              + "|(?<quoted>`(?:[^`]|``)*`)"
              + "|(?<text>'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.|\"\")*\")"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<other>\\s+|.)",
          Pattern.DOTALL);
  private static final Pattern BEFORE_LOCATION = Pattern.compile("(?i)location|path");

  private SqlLocations() {}

  static String rewritten(String sql, UnaryOperator<String> rule) {
    StringBuilder out = new StringBuilder();
    Matcher token = TOKEN.matcher(sql);
    String lastWord = "";
    char last = ' ';
    while (token.find()) {
      String text = token.group();
      if (token.group("quoted") != null && last == '.') {
        out.append(replaced(text, '`', rule));
      } else if (token.group("text") != null && BEFORE_LOCATION.matcher(lastWord).matches()) {
        out.append(replaced(text, text.charAt(0), rule));
      } else {
        out.append(text);
      }
      if (token.group("comment") == null && !text.isBlank()) {
        last = text.charAt(text.length() - 1);
        if (token.group("word") != null) {
          lastWord = text;
        } else if (token.group("text") != null && BEFORE_LOCATION.matcher(bare(text)).matches()) {
          // The key of OPTIONS ('path' '...').
          lastWord = bare(text);
        } else if (!text.equals("=")) {
          lastWord = "";
        }
      }
    }
    return out.toString();
  }

  private static String bare(String text) {
    return text.substring(1, text.length() - 1);
  }

  private static String replaced(String quoted, char quote, UnaryOperator<String> rule) {
    String inside = bare(quoted);
    String twice = "" + quote + quote;
    String location = inside.replace(twice, "" + quote);
    if (Location.parse(location).isEmpty()) {
      return quoted;
    }
    return quote + rule.apply(location).replace("" + quote, twice) + quote;
  }
}
