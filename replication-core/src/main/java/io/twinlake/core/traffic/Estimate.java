package io.twinlake.core.traffic;

import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Traffic.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run will take. Nothing is assumed that is not said: without rates there is no time, and
 * without a price table no money.
 *
 * @param requests what it asks of services
 * @param egressBytes what leaves the source's region
 * @param historyBytes by how much history grows
 * @param rates how fast it is assumed to go
 * @param time how long it takes at that
 * @param bound what decides the time, {@code requests to the target}
 * @param bill what it costs
 */
public record Estimate(
    Traffic requests,
    long egressBytes,
    long historyBytes,
    Rates rates,
    Optional<Duration> time,
    String bound,
    Optional<Bill> bill) {

  private record Bound(String by, double seconds) {}

  /** Pure. */
  public static Estimate of(
      Traffic traffic, Rates rates, ThrottleSettings throttle, Optional<PriceTable> prices) {
    List<Bound> bounds = new ArrayList<>();
    long moved = traffic.of(Side.TARGET, Amount.BYTES_SENT) + copied(traffic);
    add(bounds, "bytes", moved, rates.bytesPerSecond());
    for (boolean source : new boolean[] {true, false}) {
      String site = source ? "source" : "target";
      ThrottleSettings.Limit limit = source ? throttle.source() : throttle.target();
      long asked = sum(traffic, source, RequestKind.values());
      add(bounds, "requests to the " + site, asked, rates.requestsPerSecond());
      add(bounds, "the throttle: requests to the " + site, asked, limit.requestsPerSecond());
      add(
          bounds,
          "the throttle: bytes at the " + site,
          bytes(traffic, source),
          limit.bytesPerSecond());
    }
    Optional<Bound> longest = bounds.stream().max(Comparator.comparingDouble(Bound::seconds));
    return new Estimate(
        traffic,
        Bill.egressBytes(traffic),
        Bill.historyBytes(traffic),
        rates,
        longest.map(b -> Duration.ofMillis((long) Math.ceil(b.seconds() * 1000))),
        longest.map(Bound::by).orElse(""),
        prices.map(table -> Bill.of(traffic, table)));
  }

  /** What services copy to the target; what they copy from there into history comes on top. */
  private static long copied(Traffic traffic) {
    return traffic.of(Side.SOURCE, Amount.BYTES_COPIED);
  }

  private static void add(List<Bound> bounds, String by, long amount, long perSecond) {
    if (perSecond > 0) {
      bounds.add(new Bound(by, (double) amount / perSecond));
    }
  }

  private static long sum(Traffic traffic, boolean source, RequestKind... kinds) {
    return Arrays.stream(Side.values())
        .filter(side -> side.isAtSource() == source)
        .mapToLong(side -> Arrays.stream(kinds).mapToLong(kind -> traffic.of(side, kind)).sum())
        .sum();
  }

  private static long bytes(Traffic traffic, boolean source) {
    return Arrays.stream(Side.values())
        .filter(side -> side.isAtSource() == source)
        .mapToLong(
            side ->
                traffic.of(side, Amount.BYTES_SENT)
                    + traffic.of(side, Amount.BYTES_RECEIVED)
                    + traffic.of(side, Amount.BYTES_COPIED))
        .sum();
  }
}
