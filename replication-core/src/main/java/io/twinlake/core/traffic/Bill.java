package io.twinlake.core.traffic;

import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.PriceTable.Tier;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Traffic.Amount;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run costs by a price table. Pure.
 *
 * @param currency of all amounts
 * @param asOf the day of the prices
 * @param lines what is paid once, for what
 * @param once their sum
 * @param historyPerMonth what is paid for each month that the history of this run is kept
 */
public record Bill(
    String currency, String asOf, List<Line> lines, BigDecimal once, BigDecimal historyPerMonth) {

  /** One thing that is paid for. */
  public record Line(String what, BigDecimal amount) {}

  private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
  private static final BigDecimal REQUESTS = BigDecimal.valueOf(10_000);

  public Bill {
    lines = List.copyOf(lines);
  }

  public static Bill of(Traffic traffic, PriceTable prices) {
    List<Line> lines = new ArrayList<>();
    BigDecimal retrieval = BigDecimal.ZERO;
    for (Side side : Side.values()) {
      Tier tier = tier(side, prices);
      lines.add(new Line(side.words() + " requests", requests(traffic, side, tier)));
      retrieval =
          retrieval.add(perGib(read(traffic, side), tier.retrievalPerGib()), MathContext.DECIMAL64);
    }
    lines.add(new Line("retrieval", retrieval));
    lines.add(new Line("egress", perGib(egressBytes(traffic), prices.egressPerGib())));
    return new Bill(
        prices.currency(),
        prices.asOf(),
        lines,
        lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add),
        perGib(historyBytes(traffic), prices.history().storagePerGib()));
  }

  /** What leaves the source's region: read by us, or copied by a service. */
  public static long egressBytes(Traffic traffic) {
    long bytes = 0;
    for (Side side : List.of(Side.SOURCE, Side.SOURCE_CONTROL)) {
      bytes += traffic.of(side, Amount.BYTES_RECEIVED) + traffic.of(side, Amount.BYTES_COPIED);
    }
    return bytes;
  }

  /** By how much history grows. */
  public static long historyBytes(Traffic traffic) {
    return traffic.of(Side.HISTORY, Amount.BYTES_SENT)
        + traffic.of(Side.HISTORY, Amount.BYTES_COPIED);
  }

  /** At the target copies are written, and read only into history; elsewhere they are read. */
  private static long read(Traffic traffic, Side side) {
    long copied =
        switch (side) {
          case SOURCE -> traffic.of(side, Amount.BYTES_COPIED);
          case TARGET -> traffic.of(Side.HISTORY, Amount.BYTES_COPIED);
          case HISTORY, SOURCE_CONTROL, TARGET_CONTROL -> 0;
        };
    return traffic.of(side, Amount.BYTES_RECEIVED) + copied;
  }

  private static BigDecimal requests(Traffic traffic, Side side, Tier tier) {
    BigDecimal sum = BigDecimal.ZERO;
    for (RequestKind kind : RequestKind.values()) {
      sum = sum.add(BigDecimal.valueOf(traffic.of(side, kind)).multiply(price(kind, tier)));
    }
    return sum.divide(REQUESTS, MathContext.DECIMAL64);
  }

  private static BigDecimal price(RequestKind kind, Tier tier) {
    return switch (kind) {
      case LIST -> tier.list();
      case READ, SERVED -> tier.read();
      case WRITE, BLOCK, COPY, COPY_BLOCK -> tier.write();
      case DELETE -> tier.delete();
      case LOOK, OTHER -> tier.other();
    };
  }

  private static BigDecimal perGib(long bytes, BigDecimal price) {
    return BigDecimal.valueOf(bytes).multiply(price).divide(GIB, MathContext.DECIMAL64);
  }

  private static Tier tier(Side side, PriceTable prices) {
    return switch (side) {
      case SOURCE -> prices.source();
      case TARGET -> prices.target();
      case HISTORY -> prices.history();
      case SOURCE_CONTROL, TARGET_CONTROL -> prices.control();
    };
  }
}
