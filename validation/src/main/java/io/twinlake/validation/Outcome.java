package io.twinlake.validation;

/** How one path ends. Each path that was seen at either site ends as exactly one of these. */
public enum Outcome {
  /** Compared as strongly as the level says, and equal. */
  MATCH("equal"),
  /** At both sites, and not equal. */
  DIFFERS("differs"),
  /** At the source (or in the recovery point) and not at the target. */
  MISSING_AT_TARGET("missing at the target"),
  /** At the target and not at the source (or not in the recovery point). */
  MISSING_AT_SOURCE("missing at the source"),
  /** Equal at both sites, but not what the Content-MD5 says that a store keeps beside it. */
  STORED_MD5_WRONG("equal, but not by its stored MD5"),
  /** It changed while it was compared, each time it was tried: a writer is at work. */
  MOVING("changes while it is compared"),
  /** Differs, but lies outside what the dataset replicates: its filters or partition window. */
  OUTSIDE("outside the dataset's scope"),
  /** One side could not be read. */
  UNREADABLE("could not be read"),
  /** Names and lengths agree; the bytes were not compared. */
  UNVERIFIED("not compared by content");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** For people, to stand behind a number. */
  public String words() {
    return words;
  }
}
