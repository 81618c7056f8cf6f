package io.twinlake.jobs.cli;

import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Option;

/** What an estimate assumes. */
final class EstimateOptions {
  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "A price table: shows money, too. conf/prices.example.yaml is one; put your contract's numbers in.")
  private Path prices;

  @Option(
      names = "--throughput",
      paramLabel = "RATE",
      description = "Bytes that reach the target, 2GiB/s: shows the time. Default: the last run's.")
  private String throughput;

  @Option(
      names = "--request-rate",
      paramLabel = "RATE",
      description = "Requests to the busiest site, 500/s: shows the time. Default: the last run's.")
  private String requestRate;

  Assumptions read() {
    Optional<Rates> rates =
        throughput == null && requestRate == null
            ? Optional.empty()
            : Optional.of(
                new Rates(
                    rate("--throughput", throughput, Rates::bytes),
                    rate("--request-rate", requestRate, Rates::requests),
                    "as given"));
    return new Assumptions(Optional.ofNullable(prices).map(EstimateOptions::table), rates);
  }

  private static long rate(String option, String text, ToLongFunction<String> parse) {
    if (text == null) {
      return 0;
    }
    try {
      return parse.applyAsLong(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s '%s' %s.".formatted(option, text, e.getMessage()));
    }
  }

  private static PriceTable table(Path file) {
    try {
      return PriceTable.load(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "There is no price table %s. conf/prices.example.yaml is one to begin with."
              .formatted(file));
    } catch (IOException e) {
      throw new UsageException(
          "The price table %s cannot be read (%s).".formatted(file, e.getClass().getSimpleName()));
    }
  }
}
