package io.twinlake.core.status;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.role.Role;
import io.twinlake.core.role.Roles;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.SiteDrivers;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TablesFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a pair stands: what a person asks first at three in the morning. Reads the target's newest
 * recovery point, what that says of tables, and the role; no ledger and no data.
 *
 * @param pair the pair of sites
 * @param from site that is copied from
 * @param to site that is copied to
 * @param at when this was asked
 * @param point number of the newest recovery point
 * @param committedAt when it was committed
 * @param epoch of the role in force
 * @param primary the site that is primary by default
 * @param datasets how each dataset stands, in the order of the settings
 * @param tables how each table of a replicated dataset stands, the one that is furthest over its
 *     objective first
 */
public record Status(
    String pair,
    String from,
    String to,
    Instant at,
    Optional<Long> point,
    Optional<Instant> committedAt,
    Optional<Long> epoch,
    Optional<String> primary,
    List<DatasetStatus> datasets,
    List<TableAge> tables) {

  /**
   * Asks the target's control root.
   *
   * @throws io.twinlake.core.ReplicationException if it cannot be read; an unreadable point is
   *     never "no point"
   */
  public static Status read(Settings settings, StoreContext context, Clock clock) {
    try (ObjectStore control =
        new Stores(SiteDrivers.in(settings, context)).open(settings.target().control())) {
      ControlDocuments documents = new ControlDocuments(control);
      Optional<RecoveryPoint> newest =
          new RecoveryPoints(documents).newest().map(RecoveryPoints.Found::point);
      Optional<Role> role = new Roles(documents).newest();
      Instant now = clock.instant();
      return new Status(
          settings.pair(),
          settings.from(),
          settings.to(),
          now,
          newest.map(RecoveryPoint::number),
          newest.map(RecoveryPoint::committedAt),
          role.map(Role::epoch),
          role.map(r -> r.primaryOf("default")),
          settings.datasets().stream()
              .map(d -> DatasetStatus.of(d, newest.map(p -> p.datasets().get(d.name())), now))
              .toList(),
          newest.map(point -> tables(settings, documents, point, now)).orElse(List.of()));
    }
  }

  private static List<TableAge> tables(
      Settings settings, ControlDocuments documents, RecoveryPoint point, Instant now) {
    if (point.tables().isEmpty()) {
      return List.of();
    }
    Map<String, Duration> objectives = new HashMap<>();
    settings.datasets().stream()
        .filter(d -> d.mode() == Mode.REPLICATE)
        .forEach(d -> objectives.put(d.name(), d.objective().rpo()));
    return TablesFile.read(documents, point.tables().get()).tables().stream()
        .filter(t -> objectives.containsKey(t.dataset()))
        .map(
            t ->
                TableAge.of(
                    t,
                    Optional.ofNullable(point.datasets().get(t.dataset())),
                    objectives.get(t.dataset()),
                    now))
        .sorted(
            Comparator.comparing(TableAge::overObjective)
                .thenComparing(TableAge::versionsBehind)
                .reversed())
        .toList();
  }

  /** Whether every replicated dataset has a complete point younger than its objective. */
  public boolean objectivesMet() {
    return datasets.stream()
        .allMatch(
            d ->
                d.verdict() == DatasetStatus.Verdict.MET
                    || d.verdict() == DatasetStatus.Verdict.NONE);
  }
}
