package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares two sites by its own listings and its own hashes. Reads both sites, writes nothing but
 * its report. What cannot be listed or read makes the verdict {@link Verdict#COULD_NOT_TELL}, for
 * that dataset and for the whole; the other datasets are compared all the same.
 */
public final class Validation {
  /** Findings of one dataset that a result holds; all of them go to the listener. */
  public static final int MAX_FINDINGS = 1000;

  private final Settings settings;
  private final Stores stores;
  private final List<SegmentFormat> formats;
  private final Clock clock;
  private final ValidationListener listener;

  /**
   * @param formats the segment formats that can be read here
   */
  public Validation(
      Settings settings,
      Stores stores,
      List<SegmentFormat> formats,
      Clock clock,
      ValidationListener listener) {
    this.settings = settings;
    this.stores = stores;
    this.formats = List.copyOf(formats);
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Compares.
   *
   * @throws ReplicationException if a recovery point is asked for and cannot be read
   */
  public ValidationResult run(ValidationRequest request) {
    Instant startedAt = clock.instant();
    Optional<RecoveryPoint> point =
        request.point().isPresent() || request.level() == Level.LEDGER
            ? Optional.of(point(request.point()))
            : Optional.empty();
    List<DatasetValidation> datasets = new ArrayList<>();
    long bytesRead;
    try (Hasher hasher =
        new Hasher(settings.transfer().maxInFlight(), settings.transfer().partSize().bytes())) {
      for (DatasetSettings dataset : datasets(request)) {
        listener.step("Comparing " + dataset.name());
        datasets.add(validate(dataset, request, point, hasher, startedAt));
      }
      bytesRead = hasher.bytesRead();
    }
    return new ValidationResult(
        ValidationResult.FORMAT_NOW,
        RunId.begin(startedAt).value(),
        settings.pair(),
        settings.from(),
        settings.to(),
        request.level(),
        request.level().proves(),
        request.level().leavesOpen(),
        point.map(RecoveryPoint::number),
        request.sample(),
        startedAt,
        clock.instant(),
        bytesRead,
        datasets.stream().map(DatasetValidation::verdict).reduce(Verdict.CLEAN, Verdict::and),
        datasets,
        Cost.NONE,
        Optional.empty());
  }

  /** Keeps {@code result} on the target's control root, as {@code validations/<id>.json}. */
  public void keep(ValidationResult result) {
    try (ObjectStore control = stores.open(settings.target().control())) {
      new ControlDocuments(control)
          .putIfAbsent(
              ObjectPath.of("validations/" + result.id() + ".json"), Json.document(result));
    }
  }

  private List<DatasetSettings> datasets(ValidationRequest request) {
    return settings.datasets().stream()
        .filter(d -> request.only().isEmpty() || request.only().contains(d.name()))
        .filter(d -> d.mode() == DatasetSettings.Mode.REPLICATE)
        .sorted(Comparator.comparing(DatasetSettings::name, ObjectPath::compareUtf8))
        .toList();
  }

  private DatasetValidation validate(
      DatasetSettings dataset,
      ValidationRequest request,
      Optional<RecoveryPoint> point,
      Hasher hasher,
      Instant startedAt) {
    Scope scope = new Scope(dataset.filter().rules(), dataset.partitions().resolve(startedAt));
    Collector collector = new Collector();
    List<String> notes = new ArrayList<>();
    scope
        .notJudged()
        .ifPresent(
            rule ->
                notes.add(
                    "The filter rule '%s' is a regular expression, which validation does not judge: what it leaves out counts as a difference."
                        .formatted(rule)));
    Optional<String> unknown = Optional.empty();
    try (ObjectReader source = stores.open(settings.source().roots().get(dataset.root()));
        ObjectReader target = stores.open(settings.target().roots().get(dataset.root()))) {
      Judge judge = new Judge(scope);
      ContentCheck check = new ContentCheck(source, target, dataset.directory(), judge, hasher);
      Comparison comparison =
          new Comparison(request, judge, check, startedAt, settings.transfer().maxInFlight());
      try (Stream<ObjectEntry> atTarget = list(target, dataset.directory())) {
        if (point.isPresent()) {
          againstPoint(dataset, point.get(), atTarget, comparison, collector);
        } else {
          try (Stream<ObjectEntry> atSource = list(source, dataset.directory())) {
            comparison.run(
                Pairs.of(atSource.iterator(), atTarget.iterator()),
                f -> take(dataset, f, collector));
          }
        }
      }
    } catch (ReplicationException e) {
      unknown = Optional.of(e.getMessage());
    }
    boolean keepsDeleted = point.isEmpty() && dataset.deletions() == DatasetSettings.Deletions.NONE;
    if (keepsDeleted && collector.counts().of(Outcome.MISSING_AT_SOURCE).objects() > 0) {
      notes.add(
          "What is missing at the source was kept at the target, as 'deletions' is none: not counted as a difference.");
    }
    Verdict verdict =
        unknown.isPresent()
            ? Verdict.COULD_NOT_TELL
            : Judge.verdict(request.level(), collector.counts(), keepsDeleted);
    return new DatasetValidation(
        dataset.name(),
        verdict,
        collector.counts().all(),
        collector.partitions(),
        collector.findings(),
        collector.more(),
        collector.comparedByContent(),
        unknown,
        notes,
        List.of());
  }

  private void take(DatasetSettings dataset, Finding finding, Collector collector) {
    collector.add(finding);
    listener.finding(dataset.name(), finding);
  }

  private void againstPoint(
      DatasetSettings dataset,
      RecoveryPoint point,
      Stream<ObjectEntry> atTarget,
      Comparison comparison,
      Collector collector) {
    if (!point.datasets().containsKey(dataset.name())) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Recovery point %d does not hold dataset '%s'."
              .formatted(point.number(), dataset.name()));
    }
    try (ObjectStore control = stores.open(settings.target().control());
        LedgerCursor cursor = new LedgerCursor(new Segments(control, formats), point.segments())) {
      cursor.skipTo(dataset.name());
      comparison.run(
          Pairs.ofRows(rowsOf(cursor, dataset.name()), atTarget.iterator()),
          f -> take(dataset, f, collector));
    }
  }

  private static Iterator<LedgerRow> rowsOf(LedgerCursor cursor, String dataset) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.peek(dataset).isPresent();
      }

      @Override
      public LedgerRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return cursor.take();
      }
    };
  }

  /** Everything below {@code directory}, with paths below it. */
  private static Stream<ObjectEntry> list(ObjectReader store, ObjectPrefix directory) {
    return store
        .list(directory)
        .filter(e -> e.path().value().length() > directory.value().length())
        .map(e -> e.at(directory.relativize(e.path())));
  }

  private RecoveryPoint point(Optional<Long> wanted) {
    try (ObjectStore control = stores.open(settings.target().control())) {
      RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(control));
      Map<Long, RecoveryPoint> found = new TreeMap<>();
      List<ObjectEntry> listed = chain.list();
      if (listed.isEmpty()) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "There is no recovery point yet on %s. Run replicate first, or compare with the source as it is now."
                .formatted(settings.target().control()));
      }
      RecoveryPoint newest = chain.newest(listed).orElseThrow().point();
      if (wanted.isEmpty() || wanted.get() == newest.number()) {
        return newest;
      }
      for (int i = listed.size() - 1; i >= 0 && found.isEmpty(); i--) {
        RecoveryPoint point = chain.read(listed.get(i)).point();
        if (point.number() == wanted.get()) {
          found.put(point.number(), point);
        }
      }
      if (found.isEmpty()) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "There is no recovery point %d. The newest is %d; 'recovery-points' lists them."
                .formatted(wanted.get(), newest.number()));
      }
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "The target is at recovery point %d, so it cannot be compared with point %d. Leave --recovery-point out, or give %d."
              .formatted(newest.number(), wanted.get(), newest.number()));
    }
  }
}
