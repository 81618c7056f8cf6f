package io.twinlake.core.transfer;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link ConcurrencyLimit} per account, shared by all roots of that account. One of these per
 * JVM is enough. Safe for use by many threads.
 */
public final class ConcurrencyLimits {
  private final int maxInFlight;
  private final Map<String, ConcurrencyLimit> byAccount = new ConcurrentHashMap<>();

  /**
   * @param maxInFlight requests at once for each account, at least 1
   */
  public ConcurrencyLimits(int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  /** The gate of the account that holds {@code root}. */
  public ConcurrencyLimit of(URI root) {
    return byAccount.computeIfAbsent(account(root), a -> new ConcurrencyLimit(maxInFlight));
  }

  /**
   * What throttles as one: the host, {@code sa3.dfs.core.windows.net}, whatever the container; the
   * scheme where there is no host.
   */
  static String account(URI root) {
    return Optional.ofNullable(root.getHost())
        .or(() -> Optional.ofNullable(root.getAuthority()).filter(a -> !a.isEmpty()))
        .orElse(root.getScheme() + ":");
  }
}
