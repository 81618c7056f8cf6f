package io.twinlake.core.traffic;

import io.twinlake.core.settings.ThrottleSettings;
import java.io.Serializable;

/**
 * What this JVM may ask of each account.
 *
 * @param limits for the whole run
 * @param shares how many JVMs may work at once; each gets its equal part
 */
public record Budget(ThrottleSettings limits, int shares) implements Serializable {
  public Budget {
    if (shares < 1) {
      throw new IllegalArgumentException("Nobody to share with: " + shares);
    }
  }

  ThrottleSettings.Limit of(Side side) {
    return side.isAtSource() ? limits.source() : limits.target();
  }

  double requestsPerSecond(Side side) {
    return (double) of(side).requestsPerSecond() / shares;
  }

  double bytesPerSecond(Side side) {
    return (double) of(side).bytesPerSecond() / shares;
  }
}
