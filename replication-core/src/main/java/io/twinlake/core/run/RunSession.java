package io.twinlake.core.run;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.role.RoleGuard;
import io.twinlake.core.role.Roles;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.PlaceRules;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.RequestMeter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What a run knows once it has read both control roots: role, parent point, claims. Nothing but the
 * first role is written here.
 */
final class RunSession implements AutoCloseable {
  private final RunConfig config;
  private final RunId run;
  private final Instant startedAt;
  private final RequestMeter meter = new RequestMeter();
  private final RequestMeter aside = new RequestMeter();
  private final Stores stores;
  private final ObjectStore control;
  private final ControlDocuments documents;
  private final Segments segments;
  private final List<ObjectEntry> points;
  private final Optional<RecoveryPoints.Found> parent;
  private final RoleGuard guard;
  private final List<ObjectEntry> claims;
  private final long firstNumber;

  private Optional<String> sourceAway = Optional.empty();
  private Set<String> released = Set.of();

  private RunSession(RunConfig config, boolean mayWrite, boolean sourceMayBeAway) {
    this.config = config;
    this.startedAt = config.clock().instant();
    this.run = RunId.begin(startedAt);
    this.stores =
        RunStores.of(
            config.context().as(run + "/driver"),
            config.settings(),
            run,
            meter,
            config.listener()::held);
    Settings settings = config.settings();
    PlaceRules.require(settings, uri -> stores.canonical(uri));
    TargetAbilities.require(settings, stores);
    this.control = stores.open(settings.target().control());
    this.documents = new ControlDocuments(control);
    this.segments = new Segments(control, config.formats());
    RecoveryPoints chain = new RecoveryPoints(documents);
    this.points = chain.list();
    this.parent = chain.newest(points);
    this.guard = guard(mayWrite, sourceMayBeAway);
    this.firstNumber = parent.isPresent() ? 1 : FirstPoint.number(settings, stores);
    this.claims = new Claims(control).list();
  }

  private RoleGuard guard(boolean mayWrite, boolean sourceMayBeAway) {
    try (ObjectStore sourceControl = stores.open(config.settings().source().control())) {
      return guard(
          Optional.of(new Roles(new ControlDocuments(sourceControl))),
          () -> replicatedTo(sourceControl),
          mayWrite);
    } catch (StoreException e) {
      if (!sourceMayBeAway) {
        throw e;
      }
      RoleGuard alone = guard(Optional.empty(), Set::of, mayWrite);
      sourceAway = Optional.of(e.getMessage());
      return alone;
    }
  }

  private RoleGuard guard(
      Optional<Roles> sourceRoles, Supplier<Set<String>> heldAtSource, boolean mayWrite) {
    Settings settings = config.settings();
    return RoleGuard.enter(
        new Roles(documents),
        sourceRoles,
        settings.pair(),
        settings.from(),
        settings.to(),
        parent.isPresent(),
        datasets().stream()
            .filter(d -> d.mode() == DatasetSettings.Mode.REPLICATE)
            .map(DatasetSettings::name)
            .toList(),
        heldAtSource,
        mayWrite,
        startedAt);
  }

  /** The datasets that a site holds replicas of, by its newest recovery point. */
  private static Set<String> replicatedTo(ObjectStore control) {
    return new RecoveryPoints(new ControlDocuments(control))
        .newest()
        .map(found -> found.point().datasets().keySet())
        .orElseGet(Set::of);
  }

  /**
   * Reads both control roots, and writes the first role where there is none and {@code mayWrite}.
   */
  static RunSession open(RunConfig config, boolean mayWrite) {
    return new RunSession(config, mayWrite, false);
  }

  /**
   * The same for what is done at the target alone: a source that cannot be reached does not stop
   * it. Its role document is read where it can be.
   */
  static RunSession openAtTarget(RunConfig config, boolean mayWrite) {
    return new RunSession(config, mayWrite, true);
  }

  /** The same, where what is held of {@code names} is replicated again. */
  RunSession releasing(Set<String> names) {
    released = names;
    return this;
  }

  /** Whether what is held of a dataset or group is replicated again. */
  boolean isReleased(String name) {
    return released.contains(name);
  }

  /** Why a dataset is held, unless it was released by its own name. */
  Optional<Hold> holdOn(DatasetSettings dataset) {
    return parentPoint()
        .map(p -> p.datasets().get(dataset.name()))
        .flatMap(DatasetPoint::hold)
        .filter(hold -> hold.state() == Hold.State.RESTORING || !released.contains(dataset.name()));
  }

  /** Why the source's role could not be read, where that did not matter. */
  Optional<String> sourceAway() {
    return sourceAway;
  }

  /** A checkpoint that stayed behind the table that its stream writes to would lose rows. */
  private boolean isChosen(DatasetSettings dataset) {
    return config.only().contains(dataset.name())
        || dataset.stream().stream()
            .anyMatch(
                stream ->
                    config.settings().datasets().stream()
                        .anyMatch(d -> stream.isIn(d) && config.only().contains(d.name())));
  }

  /**
   * The datasets that are replicated in this run, in UTF-8 order of their names; checkpoints of
   * streams come last, as they follow what their tables do.
   */
  List<DatasetSettings> datasets() {
    return config.settings().datasets().stream()
        .filter(d -> config.only().isEmpty() || isChosen(d))
        .sorted(
            Comparator.comparing((DatasetSettings d) -> d.stream().isPresent())
                .thenComparing(DatasetSettings::name, ObjectPath::compareUtf8))
        .toList();
  }

  Map<String, Map<ObjectPath, LedgerRow>> readClaims() {
    return new Claims(control).read(claims);
  }

  /** Number of the point that this run tries to commit. */
  long number() {
    return parent.map(p -> p.point().number() + 1).orElse(firstNumber);
  }

  List<Segment> liveSegments() {
    return parent.map(p -> p.point().segments()).orElse(List.of());
  }

  Optional<RecoveryPoint> parentPoint() {
    return parent.map(RecoveryPoints.Found::point);
  }

  Optional<String> parentHash() {
    return parent.map(RecoveryPoints.Found::hash);
  }

  /** The point that this run tries to commit, as of now. */
  RecoveryPoint point(
      SortedMap<String, DatasetPoint> datasets,
      List<Segment> segments,
      long tombstones,
      Optional<TablesDocument> tables) {
    return new RecoveryPoint(
        RecoveryPoint.FORMAT_NOW,
        config.settings().pair(),
        number(),
        parentHash(),
        config.settings().from(),
        config.settings().to(),
        run.value(),
        guard.epoch(),
        startedAt,
        config.clock().instant(),
        datasets,
        segments,
        tombstones,
        tables,
        metastoreExport());
  }

  /** Asks only where the source has a metastore; an export is one once its manifest is there. */
  private Optional<String> metastoreExport() {
    if (config.settings().source().metastore().isEmpty()) {
      return Optional.empty();
    }
    return documents.list(ControlPaths.METASTORE_EXPORTS).stream()
        .map(entry -> entry.path().value())
        .filter(path -> path.endsWith("/MANIFEST.json"))
        .map(path -> path.substring(ControlPaths.METASTORE_EXPORTS.value().length()))
        .map(path -> path.substring(0, path.indexOf('/')))
        .max(Comparator.naturalOrder());
  }

  RunConfig config() {
    return config;
  }

  RunId run() {
    return run;
  }

  Instant startedAt() {
    return startedAt;
  }

  /** Counts what goes through {@link #stores}. */
  RequestMeter meter() {
    return meter;
  }

  /** Counts what only an estimate asks. */
  RequestMeter aside() {
    return aside;
  }

  /** Stores for what only an estimate asks. */
  Stores storesAside() {
    return RunStores.of(
        config.context().as(run + "/estimate"),
        config.settings(),
        run,
        aside,
        config.listener()::held);
  }

  Stores stores() {
    return stores;
  }

  ObjectStore control() {
    return control;
  }

  ControlDocuments documents() {
    return documents;
  }

  Segments segments() {
    return segments;
  }

  List<ObjectEntry> points() {
    return points;
  }

  RoleGuard guard() {
    return guard;
  }

  List<ObjectEntry> claims() {
    return claims;
  }

  @Override
  public void close() {
    control.close();
  }
}
