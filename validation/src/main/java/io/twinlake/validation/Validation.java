package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.settings.ValidationSettings;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TablesFile;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
  private final Clock clock;
  private final ValidationListener listener;
  private final ValidationTools tools;
  private final Stores data;
  private final Stores listing;
  private final List<SegmentFormat> formats;
  private ObjectStep objects;
  private Cost cost = Cost.NONE;

  /**
   * @param formats the segment formats that can be read here
   */
  public Validation(
      Settings settings,
      Stores stores,
      List<SegmentFormat> formats,
      Clock clock,
      ValidationListener listener) {
    this(settings, stores, formats, clock, listener, ValidationTools.NONE);
  }

  /** The same with more abilities. */
  public Validation(
      Settings settings,
      Stores stores,
      List<SegmentFormat> formats,
      Clock clock,
      ValidationListener listener,
      ValidationTools tools) {
    this.settings = settings;
    this.stores = stores;
    this.clock = clock;
    this.listener = listener;
    this.tools = tools;
    this.data = tools.data().orElse(stores);
    this.listing = tools.listing().orElse(data);
    this.formats = List.copyOf(formats);
    this.objects = step();
  }

  /**
   * Compares.
   *
   * @throws ReplicationException if a recovery point is asked for and cannot be read
   */
  public ValidationResult run(ValidationRequest request) {
    Instant startedAt = clock.instant();
    String id = RunId.begin(startedAt).value();
    Points points = new Points(settings, stores);
    Optional<RecoveryPoint> point =
        request.point().isPresent() || request.level() == Level.LEDGER
            ? Optional.of(points.require(request.point()))
            : Optional.empty();
    Optional<RecoveryPoint> known =
        tools.objects().isPresent() ? point.or(() -> newest(points)) : Optional.empty();
    List<DatasetValidation> datasets = new ArrayList<>();
    cost = Cost.NONE;
    objects = step();
    for (DatasetSettings dataset : datasets(request)) {
      listener.step("Comparing " + dataset.name());
      datasets.add(validate(dataset, request, point, known, id, startedAt));
    }
    return new ValidationResult(
        ValidationResult.FORMAT_NOW,
        id,
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
        objects.bytesRead(),
        datasets.stream().map(DatasetValidation::verdict).reduce(Verdict.CLEAN, Verdict::and),
        datasets,
        cost.plus(objects.cost()).plus(new Cost(tools.traffic().get(), 0, 0, 0)),
        Optional.empty());
  }

  /** Only where to compare depends on it, so that one which cannot be read is none. */
  private static Optional<RecoveryPoint> newest(Points points) {
    try {
      return points.newest();
    } catch (ReplicationException e) {
      return Optional.empty();
    }
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
        .filter(
            d ->
                d.mode() == DatasetSettings.Mode.REPLICATE
                    || d.mode() == DatasetSettings.Mode.COMPARE
                        && (request.level() == Level.TABLE || request.only().contains(d.name())))
        // A checkpoint is cut, so the source's own is never the same.
        .filter(
            d ->
                d.stream().isEmpty()
                    || request.only().contains(d.name())
                    || request.point().isPresent()
                    || request.level() == Level.LEDGER)
        .sorted(Comparator.comparing(DatasetSettings::name, ObjectPath::compareUtf8))
        .toList();
  }

  private DatasetValidation validate(
      DatasetSettings dataset,
      ValidationRequest request,
      Optional<RecoveryPoint> point,
      Optional<RecoveryPoint> known,
      String id,
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
    if (dataset.stream().isPresent() && point.isEmpty()) {
      notes.add(
          "A stream's checkpoint is cut at the batch that its table has, so that what the query did since is missing at the target as it should be. Compare it with --recovery-point.");
    }
    Optional<String> unknown = Optional.empty();
    List<TableValidation> compared = List.of();
    // The ledger knows versions as replication's way shows them.
    Stores lists = point.isPresent() ? data : listing;
    try (ObjectReader source = open(settings.source(), dataset, lists);
        ObjectReader target = open(settings.target(), dataset, lists)) {
      if (request.level() == Level.TABLE) {
        compared = tables(dataset, point, scope, source, target, startedAt, collector, notes);
      } else if (dataset.mode() == DatasetSettings.Mode.COMPARE) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "Both sites write dataset '%s' (mode: compare), so their files have nothing in common. Compare its rows: --level table."
                .formatted(dataset.name()));
      } else {
        objects.run(
            job(dataset, request, point, id, startedAt),
            known.map(p -> p.datasets().get(dataset.name())),
            point,
            source,
            target,
            collector);
      }
    } catch (ReplicationException e) {
      unknown = Optional.of(e.getMessage());
    }
    List<String> byOther =
        Stream.of(settings.source(), settings.target())
            .filter(site -> Routes.differ(site.roots().get(dataset.root()), data, lists))
            .map(Site::name)
            .toList();
    if (!byOther.isEmpty()) {
      notes.add(
          "Listed by another way than replication takes: %s."
              .formatted(String.join(", ", byOther)));
    }
    boolean keepsDeleted = point.isEmpty() && dataset.deletions() == DatasetSettings.Deletions.NONE;
    if (keepsDeleted && collector.counts().of(Outcome.MISSING_AT_SOURCE).objects() > 0) {
      notes.add(DatasetValidation.KEPT);
    }
    Optional<Map<StoredMd5, Long>> md5 =
        request.level().readsObjects()
                && settings.validation().storedMd5() == ValidationSettings.StoredMd5.CHECK
            ? Optional.of(collector.storedMd5())
            : Optional.empty();
    md5.map(counts -> StoredMd5.sentence(counts, ObjectComparison.largeFrom(settings.transfer())))
        .ifPresent(notes::add);
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
        compared,
        md5);
  }

  private ObjectReader open(Site site, DatasetSettings dataset, Stores lists) {
    return Routes.open(site.roots().get(dataset.root()), data, lists);
  }

  private ObjectStep step() {
    return new ObjectStep(settings, stores, formats, tools.objects(), listener);
  }

  private ObjectJob job(
      DatasetSettings dataset,
      ValidationRequest request,
      Optional<RecoveryPoint> point,
      String id,
      Instant startedAt) {
    return new ObjectJob(
        id,
        dataset.with(dataset.partitions().resolve(startedAt)),
        request.level(),
        request.sample().stream().toList(),
        startedAt,
        point.isPresent(),
        settings.validation().storedMd5(),
        point.map(p -> ObjectStep.segments(p, dataset.name())).orElse(List.of()),
        settings.source().roots().get(dataset.root()),
        settings.target().roots().get(dataset.root()),
        settings.target().control(),
        settings.transfer(),
        settings.throttle(),
        data.context(),
        (point.isPresent() ? data : listing).context(),
        stores.context());
  }

  private List<TableValidation> tables(
      DatasetSettings dataset,
      Optional<RecoveryPoint> point,
      Scope scope,
      ObjectReader source,
      ObjectReader target,
      Instant startedAt,
      Collector collector,
      List<String> notes) {
    TableEngine engine =
        tools
            .tables()
            .orElseThrow(
                () ->
                    new ReplicationException(
                        Effect.NONE_DO_NOT_RETRY,
                        "The level 'table' reads tables with Spark, and there is no Spark session here. Run it as a Spark job, or choose another level."));
    Map<String, Long> versions = point.map(p -> versions(p, dataset)).orElse(Map.of());
    TableStep step =
        new TableStep(
            dataset,
            scope,
            engine,
            table -> Optional.ofNullable(versions.get(table)),
            startedAt,
            f -> take(dataset, f, collector));
    try {
      step.run(
          settings.source().roots().get(dataset.root()),
          settings.target().roots().get(dataset.root()),
          () -> Listings.of(source, dataset.directory()),
          () -> Listings.of(target, dataset.directory()));
    } finally {
      cost = cost.plus(step.cost());
    }
    long others = collector.counts().of(Outcome.UNVERIFIED).objects();
    if (others > 0) {
      notes.add(
          "%d objects belong to no table and were compared by names and lengths only."
              .formatted(others));
    }
    if (point.isPresent()) {
      notes.add(
          "Delta tables were read at the versions of recovery point %d on both sides; Parquet tables as they are now."
              .formatted(point.get().number()));
    }
    return step.tables();
  }

  /** The versions of a dataset's tables in a recovery point, by their directories. */
  private Map<String, Long> versions(RecoveryPoint point, DatasetSettings dataset) {
    if (point.tables().isEmpty()) {
      return Map.of();
    }
    Map<String, Long> versions = new TreeMap<>();
    try (ObjectStore control = stores.open(settings.target().control())) {
      TablesFile.read(new ControlDocuments(control), point.tables().get()).tables().stream()
          .filter(t -> t.dataset().equals(dataset.name()) && t.version() >= 0)
          .forEach(t -> versions.put(t.table(), t.version()));
    }
    return versions;
  }

  private void take(DatasetSettings dataset, Finding finding, Collector collector) {
    collector.add(finding);
    listener.counted(1, finding.bytes());
    listener.finding(dataset.name(), finding);
  }
}
