package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

/**
 * A lake of many small objects, with its settings beside the ledger, where a cluster reads them.
 */
final class YarnLake {
  static final int OBJECTS = 60;

  /** What may be under way when a process is killed, and is written once more. */
  private static final int IN_FLIGHT = 8;

  final TwoAccounts accounts = new TwoAccounts();
  private int before;

  void fill() {
    IntStream.range(0, OBJECTS)
        .forEach(
            i ->
                accounts.source.put(
                    accounts.raw, "d=%d/part-%03d".formatted(i % 10, i), "is " + i));
    before = accounts.azurite.requests().size();
  }

  /** Settings that have every object written by executors, two at a time. */
  String config() {
    return config("transfer: { maxInFlight: 2, driverLimit: 0 }", TwoAccounts.WHOLE);
  }

  String config(String... sections) {
    accounts.control.put(accounts.twinlake, "settings.yaml", accounts.yaml(sections));
    return "abfs://%s@sa2.dfs.core.windows.net/settings.yaml".formatted(accounts.twinlake);
  }

  void assertDone() {
    accounts.assertSame(accounts.raw);
    assertThat(accounts.documents("recovery-points")).hasSize(1);
    assertThat(accounts.documents("claims")).isEmpty();
  }

  /** Since {@link #fill}: what was copied before a death was not copied again. */
  void assertAdopted() {
    long writes =
        accounts.azurite.requests().subList(before, accounts.azurite.requests().size()).stream()
            .filter(TwoAccounts.put("sa4", accounts.raw))
            .filter(r -> r.status() / 100 == 2)
            .count();
    assertThat(writes)
        .as("written twice only where in flight")
        .isBetween((long) OBJECTS, (long) OBJECTS + IN_FLIGHT);
  }
}
