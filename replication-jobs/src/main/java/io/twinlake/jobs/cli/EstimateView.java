package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.traffic.Bill;
import io.twinlake.core.traffic.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows what a run will take: requests, egress, time, money, and what that assumes. */
final class EstimateView {
  /** The whole of it, as {@code --json} has it. */
  record EstimateJson(
      String format, long objects, long bytes, Estimate estimate, RunResult result) {}

  private final Terminal terminal;

  EstimateView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What a plan takes under these assumptions. */
  static Estimate of(PlanResult plan, Settings settings, Assumptions assumptions) {
    return Estimate.of(
        plan.result().requests().predicted(),
        assumptions.rates().orElse(plan.measured()),
        settings.throttle(),
        assumptions.prices());
  }

  void show(RunResult result, Estimate estimate, boolean json) {
    long objects = result.datasets().stream().mapToLong(d -> d.copied().objects()).sum();
    long bytes = result.datasets().stream().mapToLong(d -> d.copied().bytes()).sum();
    if (json) {
      terminal
          .out()
          .println(Json.line(new EstimateJson("estimate/1.0", objects, bytes, estimate, result)));
      return;
    }
    terminal
        .out()
        .printf("ESTIMATE  %s -> %s; nothing was written.%n%n", result.from(), result.to());
    ResultView view = new ResultView(terminal);
    view.datasets(result, true);
    view.notes(result);
    Wrapped.print(
        terminal,
        "",
        "To copy: %s, %s; to adopt: %s; to delete: %s."
            .formatted(
                Amounts.count(objects, "object"),
                Amounts.bytes(bytes),
                Amounts.count(adopted(result)),
                Amounts.count(deleted(result))));
    terminal.out().println();
    block(estimate);
  }

  /** The part that {@code plan} shows, too. */
  void block(Estimate estimate) {
    new TrafficView(terminal).predicted(estimate.requests());
    Wrapped.print(
        terminal,
        "",
        "Leaves the source's region: %s. History grows by %s."
            .formatted(
                Amounts.bytes(estimate.egressBytes()), Amounts.bytes(estimate.historyBytes())));
    Wrapped.print(terminal, "", time(estimate));
    estimate.bill().ifPresent(this::bill);
    if (estimate.bill().isEmpty()) {
      Wrapped.print(
          terminal,
          "",
          "Cost: not known; --prices FILE takes a price table (conf/prices.example.yaml).");
    }
  }

  private static String time(Estimate estimate) {
    Rates rates = estimate.rates();
    if (estimate.time().isEmpty()) {
      return "Time: not known; say what to assume, --throughput 2GiB/s --request-rate 500/s.";
    }
    String took = Amounts.duration(estimate.time().get());
    if (rates.areUnknown()) {
      return "Time: at least %s; decided by %s.".formatted(took, estimate.bound());
    }
    List<String> assumed = new ArrayList<>();
    if (rates.bytesPerSecond() > 0) {
      assumed.add(Amounts.bytes(rates.bytesPerSecond()) + "/s");
    }
    if (rates.requestsPerSecond() > 0) {
      assumed.add(Amounts.count(rates.requestsPerSecond()) + " requests/s");
    }
    return "Time: about %s at %s (%s); decided by %s."
        .formatted(took, String.join(" and ", assumed), rates.origin(), estimate.bound());
  }

  private void bill(Bill bill) {
    terminal.out().println();
    TextTable table = TextTable.of("COST", ">" + bill.currency());
    for (Bill.Line line : bill.lines()) {
      if (line.amount().signum() > 0) {
        table.row(line.what(), money(line.amount()));
      }
    }
    table.row("once", money(bill.once()));
    table.row("history, each month", money(bill.historyPerMonth()));
    terminal.print(table);
    Wrapped.print(
        terminal,
        "",
        "By a price table of %s. Compute time is not in it, nor storage of the copy itself."
            .formatted(bill.asOf()));
  }

  /** Cents where there are some; small amounts with what makes them more than nothing. */
  static String money(BigDecimal amount) {
    if (amount.signum() > 0 && amount.compareTo(new BigDecimal("0.005")) < 0) {
      return amount.compareTo(new BigDecimal("0.000001")) < 0
          ? "< 0.000001"
          : amount.setScale(6, RoundingMode.HALF_UP).toPlainString();
    }
    return String.format(Locale.ROOT, "%,.2f", amount);
  }

  private static long adopted(RunResult result) {
    return result.datasets().stream().map(DatasetResult::adopted).mapToLong(a -> a.objects()).sum();
  }

  private static long deleted(RunResult result) {
    return result.datasets().stream().map(DatasetResult::deleted).mapToLong(d -> d.objects()).sum();
  }
}
