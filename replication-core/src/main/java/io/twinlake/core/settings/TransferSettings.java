package io.twinlake.core.settings;

import java.io.Serializable;
import java.time.Duration;

/**
 * How objects are transferred: the {@code transfer} section of the settings.
 *
 * @param maxInFlight objects (or blocks) under way at once in one JVM, at least 1; an account that
 *     throttles gets fewer
 * @param partSize length of one block of a large object; larger means fewer requests and more
 *     memory where bytes are streamed
 * @param requestTimeout longest wait for one request, not counting retries
 * @param attempts how often one request is tried before its object counts as failed, at least 1
 * @param driverLimit up to this many objects a run works in the driver's JVM; above, on the
 *     executors. 0 means always on executors
 * @param route whether copies inside the service are used where they can be
 */
public record TransferSettings(
    int maxInFlight,
    DataSize partSize,
    Duration requestTimeout,
    int attempts,
    int driverLimit,
    Route route)
    implements Serializable {

  /** Whether bytes may stay inside the service. */
  public enum Route {
    /** Copy inside the service where both stores can, stream otherwise. */
    AUTO,
    /**
     * Always read and write the bytes: every copy is proven by both sides' hashes, at the price of
     * the bandwidth.
     */
    STREAMED
  }

  private static final DataSize SMALLEST_PART = DataSize.ofBytes(64 << 10);

  /** The longest block that the Blob service takes. */
  private static final DataSize LARGEST_PART = DataSize.ofMebibytes(4000);

  public static final TransferSettings DEFAULTS =
      new TransferSettings(
          32, DataSize.ofMebibytes(64), Duration.ofSeconds(60), 5, 20_000, Route.AUTO);

  public TransferSettings {
    if (maxInFlight < 1 || attempts < 1 || driverLimit < 0 || partSize.bytes() < 1) {
      throw new IllegalArgumentException("Transfer settings out of range");
    }
  }

  /** What the section {@code transfer} says, and the defaults for what it leaves out. */
  public static TransferSettings from(SettingsReader settings) {
    return new TransferSettings(
        settings.intAtLeast(1, "maxInFlight", DEFAULTS.maxInFlight()),
        settings.dataSizeBetween(SMALLEST_PART, LARGEST_PART, "partSize", DEFAULTS.partSize()),
        settings.duration("requestTimeout", DEFAULTS.requestTimeout()),
        settings.intAtLeast(1, "attempts", DEFAULTS.attempts()),
        settings.intAtLeast(0, "driverLimit", DEFAULTS.driverLimit()),
        settings.choice(Route.class, "route", DEFAULTS.route()));
  }
}
