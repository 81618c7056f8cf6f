package io.twinlake.core.run;

import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.ConcurrencyLimits;
import io.twinlake.core.transfer.Retry;
import io.twinlake.core.transfer.RetryingStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores of a run: each with bounded retries, and with one limit per account that all stores of
 * this JVM share.
 */
public final class RunStores {
  private static final Map<Integer, ConcurrencyLimits> LIMITS = new ConcurrentHashMap<>();

  private RunStores() {}

  public static Stores of(StoreContext context, TransferSettings settings) {
    ConcurrencyLimits limits =
        LIMITS.computeIfAbsent(settings.maxInFlight(), ConcurrencyLimits::new);
    Retry retry = Retry.ofAttempts(settings.attempts());
    StoreContext patient =
        context.with(
            StoreContext.REQUEST_TIMEOUT,
            String.valueOf(Math.max(1, settings.requestTimeout().toSeconds())));
    return new Stores(patient, store -> RetryingStore.wrap(store, retry, limits));
  }
}
