package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Verdict;
import java.util.Map;

/** How a part of a lake stands, each shown by a shape and a word of its own; graver ones later. */
enum Standing {
  EQUAL(
      "equal",
      "same",
      "<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"M7.2 12.4l3.2 3.2 6.4-7\"/>"),
  ONLY_AT_TARGET(
      "only at the target",
      "extra",
      "<rect x=\"3\" y=\"3\" width=\"18\" height=\"18\" rx=\"4\" stroke-dasharray=\"3 2.4\"/><path d=\"M12 8v8M8 12h8\"/>"),
  DOUBTED(
      "stored MD5 is wrong",
      "doubt",
      "<path d=\"M12 2.2l8.6 5v9.6l-8.6 5-8.6-5V7.2z\"/><path d=\"M12 7.4v5.6M12 16.4v.1\"/>"),
  UNKNOWN(
      "could not tell",
      "open",
      "<path d=\"M12 2.5L22.5 21H1.5z\"/><path d=\"M10 11.3a2.1 2.1 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.5M12 17.6v.1\"/>"),
  DIFFERENT(
      "differs",
      "bad",
      "<path d=\"M12 1.8L22.2 12 12 22.2 1.8 12z\"/><path d=\"M8 10.3h8M8 13.9h8M14 7.6l-4 9\"/>");

  private final String words;
  private final String style;
  private final String shape;

  Standing(String words, String style, String shape) {
    this.words = words;
    this.style = style;
    this.shape = shape;
  }

  static Standing of(Verdict verdict) {
    return switch (verdict) {
      case CLEAN -> EQUAL;
      case DIFFERENCES -> DIFFERENT;
      case COULD_NOT_TELL -> UNKNOWN;
    };
  }

  /** A part by its counts; a difference weighs more than what could not be compared. */
  static Standing of(Map<Outcome, Count> counts) {
    if (has(counts, Outcome.DIFFERS) || has(counts, Outcome.MISSING_AT_TARGET)) {
      return DIFFERENT;
    }
    if (has(counts, Outcome.UNREADABLE) || has(counts, Outcome.MOVING)) {
      return UNKNOWN;
    }
    if (has(counts, Outcome.STORED_MD5_WRONG)) {
      return DOUBTED;
    }
    return has(counts, Outcome.MISSING_AT_SOURCE) ? ONLY_AT_TARGET : EQUAL;
  }

  static Standing of(Outcome outcome) {
    return switch (outcome) {
      case DIFFERS, MISSING_AT_TARGET -> DIFFERENT;
      case UNREADABLE, MOVING -> UNKNOWN;
      case MISSING_AT_SOURCE -> ONLY_AT_TARGET;
      case STORED_MD5_WRONG -> DOUBTED;
      case MATCH, OUTSIDE, UNVERIFIED -> EQUAL;
    };
  }

  private static boolean has(Map<Outcome, Count> counts, Outcome outcome) {
    return counts.containsKey(outcome) && counts.get(outcome).objects() > 0;
  }

  String words() {
    return words;
  }

  /** The class that the style sheet knows. */
  String style() {
    return style;
  }

  /** The sign, for those who see it; {@link #words} always stand beside it. */
  void mark(Html html) {
    html.begin("svg", "class", "mark " + style, "viewBox", "0 0 24 24", "aria-hidden", "true")
        .constant(shape)
        .end();
  }
}
