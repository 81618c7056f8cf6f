package io.twinlake.core.retention;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the newest recovery points and judges what can still be done with each. No data is read.
 */
public final class PointStates {
  private final Settings settings;
  private final RetentionRule rule;
  private final ControlDocuments documents;
  private Set<String> ledger = Set.of();
  private Verifications verifications;

  private PointStates(Settings settings, ControlDocuments documents, Instant now) {
    this.settings = settings;
    this.documents = documents;
    this.rule = new RetentionRule(now);
  }

  /**
   * Newest first.
   *
   * @param most how many at most; each costs a request, beside those for kept validations
   */
  public static List<PointState> read(Settings settings, Stores stores, int most, Instant now) {
    try (ObjectStore control = stores.open(settings.target().control())) {
      return new PointStates(settings, new ControlDocuments(control), now).read(most);
    }
  }

  private List<PointState> read(int most) {
    RecoveryPoints chain = new RecoveryPoints(documents);
    List<ObjectEntry> listed = chain.list();
    if (listed.isEmpty()) {
      return List.of();
    }
    ledger =
        documents.list(ControlPaths.LEDGER).stream()
            .map(e -> e.path().value() + " " + e.version().encoded())
            .collect(Collectors.toSet());
    verifications = Verifications.read(documents);
    RecoveryPoint newest = chain.newest(listed).orElseThrow().point();
    List<PointState> states = new ArrayList<>();
    for (int i = listed.size() - 1; i >= Math.max(0, listed.size() - most); i--) {
      RecoveryPoint point = i == listed.size() - 1 ? newest : chain.read(listed.get(i)).point();
      Optional<Instant> next =
          i == listed.size() - 1 ? Optional.empty() : Optional.of(listed.get(i + 1).modifiedAt());
      Map<String, String> verified = verifications.at(point.number());
      states.add(new PointState(point, verified, notRestorable(point, newest, next)));
    }
    return states;
  }

  private Optional<String> notRestorable(
      RecoveryPoint point, RecoveryPoint newest, Optional<Instant> next) {
    for (Segment segment : point.segments()) {
      if (!ledger.contains(segment.path() + " " + segment.version())) {
        return Optional.of("a part of its ledger has ended");
      }
    }
    if (point
        .tables()
        .filter(t -> documents.store().find(ObjectPath.of(t.path())).isEmpty())
        .isPresent()) {
      return Optional.of("its list of tables has ended");
    }
    List<String> ended =
        settings.datasets().stream()
            .filter(d -> point.datasets().containsKey(d.name()))
            .filter(d -> next.filter(at -> hasEnded(d, point.number() + 1, at, newest)).isPresent())
            .map(DatasetSettings::name)
            .toList();
    return ended.isEmpty()
        ? Optional.empty()
        : Optional.of("history has ended for " + String.join(", ", ended));
  }

  private boolean hasEnded(
      DatasetSettings dataset, long number, Instant committedAt, RecoveryPoint newest) {
    long kept =
        RetentionRule.keptFrom(
            Optional.ofNullable(newest.datasets().get(dataset.name()))
                .flatMap(DatasetPoint::completePoint),
            verifications.newest(dataset.name()));
    return rule.ends(number, committedAt, dataset.retention(), kept);
  }
}
