package io.twinlake.validation.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes one page. Whatever is given as text or as an attribute's value is escaped; only constants
 * of this package go in as they are. Elements that are left open are a mistake of the caller.
 */
final class Html {
  /** Behind these a line may end without being seen. */
  private static final Set<String> BLOCKS =
      Set.of("article", "div", "head", "header", "li", "nav", "section", "style", "table", "tr");

  private final StringBuilder out = new StringBuilder("<!doctype html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn; an empty value leaves the attribute out
   */
  Html begin(String tag, String... attributes) {
    start(tag, attributes);
    open.push(tag);
    return this;
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i + 1].isEmpty()) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1]);
        out.append('"');
      }
    }
    out.append('>');
  }

  /** Ends the element that was begun last. */
  Html end() {
    String tag = open.pop();
    out.append("</").append(tag).append('>');
    if (BLOCKS.contains(tag)) {
      out.append('\n');
    }
    return this;
  }

  /** Text inside the element. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** A whole element with nothing but text in it. */
  Html element(String tag, String text, String... attributes) {
    return begin(tag, attributes).text(text).end();
  }

  /** An element that has no end. */
  Html alone(String tag, String... attributes) {
    start(tag, attributes);
    return this;
  }

  /** An object's name: kept apart from the direction of the text around it, nothing unseen. */
  Html name(String name) {
    begin("bdi", "class", "name");
    StringBuilder plain = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Visible.isPlain(c)) {
                plain.appendCodePoint(c);
              } else {
                escape(plain.toString());
                plain.setLength(0);
                element("span", Visible.of(Character.toString(c)), "class", "unseen");
              }
            });
    escape(plain.toString());
    return end();
  }

  /** Markup that is a constant of this package. */
  Html constant(String markup) {
    out.append(markup);
    return this;
  }

  private void escape(String text) {
    Visible.of(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(c);
              }
            });
  }

  /** The page. */
  String page() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Not ended: " + open);
    }
    return out.append('\n').toString();
  }
}
