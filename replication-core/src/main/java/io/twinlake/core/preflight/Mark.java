package io.twinlake.core.preflight;

/** How a check ended. */
public enum Mark {
  OK("ok", "it works"),
  FAILED("FAIL", "it does not work, see below"),
  WARNED("warn", "it works, see below"),
  MADE("made", "was not there and has been made, as a run would"),
  EMPTY("none", "nothing is there to try it on"),
  STREAMED("bytes", "not inside the service: a run reads and writes the bytes"),
  NOT_REACHED("?", "not tried, as something before it failed"),
  NOT_NEEDED("-", "not needed there, so not tried");

  private final String word;
  private final String meaning;

  Mark(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** As a table shows it. */
  public String word() {
    return word;
  }

  /** Half a sentence for people. */
  public String meaning() {
    return meaning;
  }
}
