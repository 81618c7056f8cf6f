package io.twinlake.core.settings;

import java.io.Serializable;

/**
 * How fast accounts may be asked: the {@code throttle} section of the settings.
 *
 * @param source for each account of the site that is copied from, for the whole run
 * @param target for each account of the site that is copied to, history and control root included
 * @param executors most executors that work at once; 0 where Spark is to say
 */
public record ThrottleSettings(Limit source, Limit target, int executors) implements Serializable {

  /**
   * What one account bears.
   *
   * @param requestsPerSecond 0 for as many as there are
   * @param bytesPerSecond both ways together, also those that a service copies; 0 for as many as
   *     there are
   */
  public record Limit(long requestsPerSecond, long bytesPerSecond) implements Serializable {
    public static final Limit NONE = new Limit(0, 0);

    public Limit {
      if (requestsPerSecond < 0 || bytesPerSecond < 0) {
        throw new IllegalArgumentException("A negative rate");
      }
    }

    public boolean isNone() {
      return requestsPerSecond == 0 && bytesPerSecond == 0;
    }

    private static Limit from(SettingsReader settings) {
      return new Limit(
          settings.parsedRate("requests", Units::requestRate),
          settings.parsedRate("bytes", Units::byteRate));
    }
  }

  public static final ThrottleSettings NONE = new ThrottleSettings(Limit.NONE, Limit.NONE, 0);

  public boolean isNone() {
    return source.isNone() && target.isNone();
  }

  /** What the section {@code throttle} says; no limit for what it leaves out. */
  public static ThrottleSettings from(SettingsReader settings) {
    return new ThrottleSettings(
        settings.section("source", Limit::from),
        settings.section("target", Limit::from),
        settings.intAtLeast(0, "executors", 0));
  }
}
