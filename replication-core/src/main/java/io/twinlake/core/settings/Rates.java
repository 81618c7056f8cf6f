package io.twinlake.core.settings;

/**
 * How fast a run is assumed to go.
 *
 * @param bytesPerSecond that reach the target; 0 where nobody knows
 * @param requestsPerSecond to the busiest site; 0 where nobody knows
 * @param origin where the numbers are from: {@code as given}, {@code measured by run ...}
 */
public record Rates(long bytesPerSecond, long requestsPerSecond, String origin) {
  public static final Rates UNKNOWN = new Rates(0, 0, "");

  /**
   * Reads {@code 2GiB/s}.
   *
   * @throws IllegalArgumentException whose message continues a sentence that begins with the text
   */
  public static long bytes(String text) {
    return Units.byteRate(text);
  }

  /**
   * Reads {@code 500/s}.
   *
   * @throws IllegalArgumentException whose message continues a sentence that begins with the text
   */
  public static long requests(String text) {
    return Units.requestRate(text);
  }

  public boolean areUnknown() {
    return bytesPerSecond == 0 && requestsPerSecond == 0;
  }
}
