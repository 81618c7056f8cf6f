package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How fast the last run went, by its report.
 *
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param requests what it asked
 */
record LastRun(Instant startedAt, Instant finishedAt, RequestReport requests) {
  /** What a shorter run did says nothing: most of it was waiting. */
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** Two requests; unknown where there is no report that can be read, or the run was short. */
  static Rates rates(RunSession session) {
    Optional<String> run = session.parentPoint().map(RecoveryPoint::run);
    if (run.isEmpty()) {
      return Rates.UNKNOWN;
    }
    try (ObjectStore control =
        session.storesAside().open(session.config().settings().target().control())) {
      return new ControlDocuments(control)
          .read(ControlPaths.report(run.get()))
          .map(
              document ->
                  Json.parseDocument(document, "run-report/1", LastRun.class, "The last report"))
          .filter(last -> last.requests() != null)
          .map(last -> last.rates(run.get()))
          .orElse(Rates.UNKNOWN);
    } catch (ReplicationException unreadable) {
      // An estimate without measured rates says that it has none.
      return Rates.UNKNOWN;
    }
  }

  Rates rates(String run) {
    double seconds = Duration.between(startedAt, finishedAt).toMillis() / 1000.0;
    if (seconds < SHORTEST.toSeconds()) {
      return Rates.UNKNOWN;
    }
    Traffic sent = requests.actual();
    long moved =
        sent.of(Side.TARGET, Traffic.Amount.BYTES_SENT)
            + sent.of(Side.SOURCE, Traffic.Amount.BYTES_COPIED);
    return new Rates(
        (long) (moved / seconds),
        (long) (Math.max(asked(sent, true), asked(sent, false)) / seconds),
        "measured by run " + run);
  }

  private static long asked(Traffic sent, boolean atSource) {
    return Arrays.stream(Side.values())
        .filter(side -> side.isAtSource() == atSource)
        .mapToLong(sent::requests)
        .sum();
  }
}
