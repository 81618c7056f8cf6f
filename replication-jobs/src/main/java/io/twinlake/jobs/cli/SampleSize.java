package io.twinlake.jobs.cli;

/**
 * How large a sample is asked for.
 *
 * @param share of all objects; 0 where a number is asked for
 * @param objects how many; 0 where a share is asked for
 */
record SampleSize(double share, long objects) {

  /** Reads {@code 5%} or {@code 1000}. */
  static SampleSize parse(String text) {
    try {
      if (text.endsWith("%")) {
        double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        if (share > 0 && share <= 1) {
          return new SampleSize(share, 0);
        }
      } else {
        long objects = Long.parseLong(text);
        if (objects > 0) {
          return new SampleSize(0, objects);
        }
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new UsageException(
        "--sample is a number of objects, 1000, or a share above 0%% and up to 100%%, not '%s'."
            .formatted(text));
  }

  /**
   * Which share to draw.
   *
   * @param of how many objects there are; 0 if nobody knows
   */
  double shareOf(long of) {
    return objects == 0 ? share : of <= objects ? 1 : (double) objects / of;
  }
}
