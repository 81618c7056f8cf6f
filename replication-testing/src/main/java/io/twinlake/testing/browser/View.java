package io.twinlake.testing.browser;

/**
 * How a page is looked at.
 *
 * @param width of the window, in CSS pixels
 * @param dark whether the reader prefers dark colours
 * @param print whether it is laid out for paper
 */
public record View(int width, boolean dark, boolean print) {
  /** A telephone held upright. */
  public static final View PHONE = new View(390, false, false);

  /** A large window. */
  public static final View DESK = new View(1440, false, false);

  public View inDark() {
    return new View(width, true, print);
  }

  public View onPaper() {
    return new View(width, dark, true);
  }
}
