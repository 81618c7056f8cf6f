package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.fingerprint.Item;
import io.twinlake.validation.fingerprint.StoredNodes;
import io.twinlake.validation.fingerprint.TreeDifference;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Compares what two sites say of themselves: their newest fingerprints. Reads both control roots
 * and no data, and of the trees only what lies above differences.
 */
public final class FingerprintComparison {
  private static final String REST = "(the rest, equal by its hash)";

  private final Settings settings;
  private final Stores stores;
  private final Clock clock;
  private final ValidationListener listener;

  public FingerprintComparison(
      Settings settings, Stores stores, Clock clock, ValidationListener listener) {
    this.settings = settings;
    this.stores = stores;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Compares.
   *
   * @param only names of the datasets to take; empty for all
   * @throws ReplicationException if a control root cannot be read, or has no fingerprint
   */
  public ValidationResult run(Set<String> only) {
    Instant startedAt = clock.instant();
    List<DatasetValidation> datasets = new ArrayList<>();
    long bytesRead;
    try (ObjectStore sourceControl = stores.open(settings.source().control());
        ObjectStore targetControl = stores.open(settings.target().control());
        StoredNodes left = new StoredNodes(sourceControl);
        StoredNodes right = new StoredNodes(targetControl)) {
      Fingerprint source = newest(sourceControl, settings.from());
      Fingerprint target = newest(targetControl, settings.to());
      for (DatasetSettings dataset : Fingerprints.datasets(settings, only)) {
        listener.step("Comparing the fingerprints of " + dataset.name());
        datasets.add(compare(dataset, source, target, left, right, startedAt));
      }
      bytesRead = left.bytesRead() + right.bytesRead();
    }
    return new ValidationResult(
        ValidationResult.FORMAT_NOW,
        RunId.begin(startedAt).value(),
        settings.pair(),
        settings.from(),
        settings.to(),
        Level.FINGERPRINT,
        Level.FINGERPRINT.proves(),
        Level.FINGERPRINT.leavesOpen(),
        Optional.empty(),
        Optional.empty(),
        startedAt,
        clock.instant(),
        bytesRead,
        datasets.stream().map(DatasetValidation::verdict).reduce(Verdict.CLEAN, Verdict::and),
        datasets,
        Cost.NONE,
        Optional.empty());
  }

  private Fingerprint newest(ObjectStore control, String site) {
    return Fingerprints.newest(control)
        .filter(found -> found.site().equals(site))
        .orElseThrow(
            () ->
                new ReplicationException(
                    Effect.NONE_DO_NOT_RETRY,
                    "There is no fingerprint of site '%s' on %s. Run 'fingerprint --site %s' there first."
                        .formatted(site, control.root(), site)));
  }

  private DatasetValidation compare(
      DatasetSettings dataset,
      Fingerprint source,
      Fingerprint target,
      StoredNodes left,
      StoredNodes right,
      Instant startedAt) {
    Optional<Fingerprint.OfDataset> one = of(source, dataset.name());
    Optional<Fingerprint.OfDataset> two = of(target, dataset.name());
    Optional<String> unknown = unknown(source, one).or(() -> unknown(target, two));
    Collector collector = new Collector();
    List<String> notes = new ArrayList<>();
    if (unknown.isEmpty()) {
      long before = left.reads() + right.reads();
      try {
        descend(dataset, one.get().root(), two.get().root(), left, right, startedAt, collector);
      } catch (ReplicationException e) {
        unknown = Optional.of(e.getMessage());
      }
      notes.add(
          "The source was listed at %s, the target at %s; %d of %d nodes were read."
              .formatted(
                  one.get().listedAt(),
                  two.get().listedAt(),
                  left.reads() + right.reads() - before,
                  one.get().nodes() + two.get().nodes()));
    }
    boolean keepsDeleted = dataset.deletions() == DatasetSettings.Deletions.NONE;
    if (keepsDeleted && collector.counts().of(Outcome.MISSING_AT_SOURCE).objects() > 0) {
      notes.add(DatasetValidation.KEPT);
    }
    Map<Outcome, Count> counts = collector.counts().all();
    SortedMap<String, Map<Outcome, Count>> partitions = collector.partitions();
    if (unknown.isEmpty()) {
      Count equal = equal(one.get().root(), collector);
      if (equal.objects() > 0) {
        counts.put(Outcome.MATCH, equal);
        partitions.put(REST, Map.of(Outcome.MATCH, equal));
      }
    }
    return new DatasetValidation(
        dataset.name(),
        unknown.isPresent()
            ? Verdict.COULD_NOT_TELL
            : Judge.verdict(Level.FINGERPRINT, collector.counts(), keepsDeleted),
        counts,
        partitions,
        collector.findings(),
        collector.more(),
        0,
        unknown,
        notes,
        List.of(),
        Optional.empty());
  }

  /** What the source has and no finding is about: its counterpart has the same hash. */
  private static Count equal(Optional<Item> root, Collector collector) {
    Count all = root.map(item -> new Count(item.objects(), item.bytes())).orElse(new Count(0, 0));
    return new Count(
        all.objects() - collector.atSource().objects(), all.bytes() - collector.atSource().bytes());
  }

  private static Optional<Fingerprint.OfDataset> of(Fingerprint site, String dataset) {
    return site.datasets().stream().filter(d -> d.name().equals(dataset)).findFirst();
  }

  private static Optional<String> unknown(Fingerprint site, Optional<Fingerprint.OfDataset> of) {
    if (of.isEmpty()) {
      return Optional.of(
          "The fingerprint %s of site '%s' does not have this dataset. Run fingerprint there again."
              .formatted(site.id(), site.site()));
    }
    return of.get()
        .failure()
        .map(
            why ->
                "The fingerprint %s of site '%s' has no tree of it: %s"
                    .formatted(site.id(), site.site(), why));
  }

  private void descend(
      DatasetSettings dataset,
      Optional<Item> source,
      Optional<Item> target,
      StoredNodes left,
      StoredNodes right,
      Instant startedAt,
      Collector collector) {
    Scope scope = new Scope(dataset.filter().rules(), dataset.partitions().resolve(startedAt));
    TreeDifference.find(
        left,
        source,
        right,
        target,
        (one, two) -> {
          Finding finding = judge(scope, one, two);
          collector.add(finding);
          listener.finding(dataset.name(), finding);
        });
  }

  /** What two lines mean. */
  static Finding judge(Scope scope, Optional<Item> one, Optional<Item> two) {
    ObjectPath path = ObjectPath.of(one.or(() -> two).orElseThrow().first());
    Optional<String> odd =
        one.filter(FingerprintComparison::hasNoHash)
            .or(() -> two.filter(FingerprintComparison::hasNoHash))
            .map(Item::hash);
    Optional<String> outside = scope.outside(path);
    Outcome outcome;
    String detail = "";
    if (outside.isPresent()) {
      outcome = Outcome.OUTSIDE;
      detail = outside.get();
    } else if (odd.isPresent()) {
      outcome = odd.get().startsWith(SideHasher.MOVING) ? Outcome.MOVING : Outcome.UNREADABLE;
      detail = odd.get();
    } else if (two.isEmpty()) {
      outcome = Outcome.MISSING_AT_TARGET;
    } else if (one.isEmpty()) {
      outcome = Outcome.MISSING_AT_SOURCE;
    } else {
      outcome = Outcome.DIFFERS;
      detail =
          one.get().bytes() == two.get().bytes()
              ? "equal lengths, different bytes"
              : "%d bytes at the source, %d at the target"
                  .formatted(one.get().bytes(), two.get().bytes());
    }
    return Finding.unread(
        path,
        outcome,
        one.map(Item::bytes),
        two.map(Item::bytes),
        one.filter(i -> !hasNoHash(i)).map(Item::hash),
        two.filter(i -> !hasNoHash(i)).map(Item::hash),
        detail);
  }

  private static boolean hasNoHash(Item item) {
    return item.hash().startsWith(SideHasher.MOVING)
        || item.hash().startsWith(SideHasher.UNREADABLE);
  }
}
