package io.twinlake.core.run;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.Wire;
import io.twinlake.core.traffic.Budget;
import io.twinlake.core.traffic.Paces;
import io.twinlake.core.traffic.Places;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.transfer.ConcurrencyLimits;
import io.twinlake.core.transfer.Retry;
import io.twinlake.core.transfer.RetryingStore;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The stores of a run: each with bounded retries, with one limit per account that all stores of
 * this JVM share, with every request counted by the side that it goes to, and within the throttle's
 * budget.
 */
public final class RunStores {
  private static final Map<Integer, ConcurrencyLimits> LIMITS = new ConcurrentHashMap<>();

  private RunStores() {}

  /**
   * The stores of a task on an executor.
   *
   * @param jvms how many of them may work at once
   */
  public static Stores of(DatasetJob job, StoreContext context, RequestMeter meter, int jvms) {
    return of(
        context,
        job.transfer(),
        job.throttle(),
        job.run(),
        new Places(
            Map.of(
                job.source(), Side.SOURCE,
                job.target(), Side.TARGET,
                job.history(), Side.HISTORY,
                job.control(), Side.TARGET_CONTROL)),
        meter,
        jvms);
  }

  /**
   * The same for whoever has no dataset job.
   *
   * @param run who asks
   * @param places what each root is to it
   */
  public static Stores of(
      StoreContext context,
      TransferSettings transfer,
      ThrottleSettings throttle,
      String run,
      Places places,
      RequestMeter meter,
      int jvms) {
    Budget budget = new Budget(throttle, jvms);
    return of(
        context,
        transfer,
        (side, root) -> meter.wire(side, Paces.of(run, side, root, budget, told -> {})),
        places);
  }

  /**
   * The stores of the run itself. Where executors work, it does not, so its budget is the whole.
   *
   * @param held told what the throttle holds
   */
  public static Stores of(
      StoreContext context,
      Settings settings,
      RunId run,
      RequestMeter meter,
      Consumer<String> held) {
    Budget budget = new Budget(settings.throttle(), 1);
    return of(
        context,
        settings.transfer(),
        (side, root) -> meter.wire(side, Paces.of(run.value(), side, root, budget, held)),
        places(settings, new Stores(context)));
  }

  private static Places places(Settings settings, Stores stores) {
    Map<URI, Side> sides = new HashMap<>();
    for (URI data : settings.target().roots().values()) {
      sides.put(
          settings.target().history().orElseGet(() -> stores.defaultHistory(data)), Side.HISTORY);
    }
    settings.source().roots().values().forEach(root -> sides.put(root, Side.SOURCE));
    settings.target().roots().values().forEach(root -> sides.put(root, Side.TARGET));
    sides.put(settings.source().control(), Side.SOURCE_CONTROL);
    sides.put(settings.target().control(), Side.TARGET_CONTROL);
    return new Places(sides);
  }

  private static Stores of(
      StoreContext context,
      TransferSettings settings,
      BiFunction<Side, URI, Wire> wires,
      Places places) {
    ConcurrencyLimits limits =
        LIMITS.computeIfAbsent(settings.maxInFlight(), ConcurrencyLimits::new);
    Retry retry = Retry.ofAttempts(settings.attempts());
    StoreContext patient =
        context.with(
            StoreContext.REQUEST_TIMEOUT,
            String.valueOf(Math.max(1, settings.requestTimeout().toSeconds())));
    return new Stores(
        patient,
        new Stores.Wrapping() {
          @Override
          public Wire wire(URI root) {
            return wires.apply(places.of(root), root);
          }

          @Override
          public ObjectStore wrap(ObjectStore store, Wire untold) {
            return RetryingStore.wrap(store, retry, limits, untold);
          }
        });
  }
}
