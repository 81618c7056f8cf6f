package io.twinlake.metastore;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.role.Roles;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.MetastoreSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.metastore.archive.Exports;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.archive.Names;
import io.twinlake.metastore.archive.Selection;
import io.twinlake.metastore.hive.IsolatedHive;
import io.twinlake.metastore.mapping.Location;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.MetastoreRefusedException;
import io.twinlake.metastore.sync.Coverage;
import io.twinlake.metastore.sync.Hanging;
import io.twinlake.metastore.sync.ImportPlan;
import io.twinlake.metastore.sync.ImportRun;
import io.twinlake.metastore.sync.Mark;
import io.twinlake.metastore.sync.Planner;
import io.twinlake.metastore.sync.Preparation;
import io.twinlake.metastore.sync.Standby;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Carries the catalog of one site's Hive metastore to the other's: export, import, diff, status,
 * activation. Exports lie on the target's control root, so that they are there when the source is
 * not; {@code from} and {@code to} are the settings' direction.
 */
public final class Metastores implements AutoCloseable {
  private static final int SHOWN = 1_000;

  private final Settings settings;
  private final Stores stores;
  private final Clock clock;
  private final Function<MetastorePlace, MetastoreWriter> opening;
  private final Map<String, ObjectStore> open = new HashMap<>();

  public Metastores(Settings settings, Stores stores, Clock clock) {
    this(settings, stores, clock, IsolatedHive::open);
  }

  /**
   * @param opening opens a metastore; asks it nothing yet
   */
  public Metastores(
      Settings settings,
      Stores stores,
      Clock clock,
      Function<MetastorePlace, MetastoreWriter> opening) {
    this.settings = settings;
    this.stores = stores;
    this.clock = clock;
    this.opening = opening;
  }

  private MetastoreSettings rules() {
    return settings.metastore();
  }

  private ControlDocuments control(String site) {
    return new ControlDocuments(
        open.computeIfAbsent(site, name -> stores.open(settings.sites().get(name).control())));
  }

  private MetastoreWriter metastore(String name) {
    Site site = settings.sites().get(name);
    String text = site.metastore().orElseThrow(() -> new UnknownMetastoreException(name));
    return opening.apply(
        new MetastorePlace(
            name, text, stores.context().hadoop(), rules().timeout(), rules().jars()));
  }

  private Sites sites() {
    return new Sites(settings, settings.from(), settings.to());
  }

  /** Reads the source's metastore and puts an export of it on the target's control root. */
  public Manifest export() {
    Exports exports = new Exports(control(settings.to()));
    Optional<Long> point =
        new RecoveryPoints(control(settings.to())).newest().map(found -> found.point().number());
    return export(exports, nameOfNext(exports), point);
  }

  private Manifest export(Exports exports, String id, Optional<Long> point) {
    Sites sites = sites();
    Names names = new Names(sites.roots(), sites::mapping);
    try (MetastoreWriter source = metastore(settings.from())) {
      requireOwn(source, settings.from(), settings.to());
      return new MetastoreExport(
              source, new Scope(rules()), exports.begin(id, names), rules().batch())
          .run(settings.pair(), settings.from(), id, point, clock);
    }
  }

  /** Names tell the newest export, so a second one of the same second must sort behind it. */
  private String nameOfNext(Exports exports) {
    String newest = exports.newest(settings.from()).map(Manifest::id).orElse("");
    Instant at = clock.instant();
    String name = RunId.begin(at).value();
    while (name.compareTo(newest) <= 0) {
      at = at.plusSeconds(1);
      name = RunId.begin(at).value();
    }
    return name;
  }

  /**
   * What an import is asked for.
   *
   * @param export which one; {@code point} for the one that the newest recovery point names;
   *     nothing for the newest
   * @param dryRun only look
   * @param apply the plan that was agreed on; any other is refused
   * @param adopt whether what nobody's mark is on is taken for ours
   */
  public record Wanted(
      Optional<String> export, boolean dryRun, Optional<String> apply, boolean adopt) {}

  /**
   * Makes the target's catalog what an export says. Asks the source nothing.
   *
   * @throws MetastoreRefusedException if the target is primary, or the plan is not the one agreed
   *     on
   */
  public ImportReport importing(Wanted wanted) {
    Instant begin = clock.instant();
    ControlDocuments control = control(settings.to());
    requireStandby(control);
    Exports exports = new Exports(control);
    Manifest manifest = manifest(exports, wanted.export());
    Optional<Imported> before =
        Imported.newest(control).filter(i -> i.from().equals(settings.from()));
    Hanging hanging = new Hanging(before.map(Imported::hashes).orElse(new TreeMap<>()));
    Planner.Objects objects = (part, each) -> exports.read(manifest, part, each);
    try (MetastoreWriter target = metastore(settings.to())) {
      requireOwn(target, settings.to(), settings.from());
      Planner.Rules plannerRules =
          plannerRules(manifest, wanted.adopt(), target.facts().hiddenKinds(), this::missing);
      Preparation preparation = preparation(target);
      ImportPlan plan =
          new Planner(target, preparation, coverage(manifest), plannerRules, hanging)
              .plan(manifest, objects);
      List<Finding> findings = new ArrayList<>(plan.findings());
      findings.addAll(hidden(manifest, target.facts()));
      manifest.redactions().stream()
          .limit(SHOWN)
          .forEach(
              at ->
                  findings.add(
                      new Finding(
                          Finding.Level.NOTE, at, "held a secret, which is not in the export")));
      if (wanted.dryRun() || plan.isStopped()) {
        return report(plan, wanted.dryRun(), 0, findings, begin);
      }
      if (wanted.apply().isPresent() && !wanted.apply().get().equals(plan.id())) {
        throw new MetastoreRefusedException(
            "The plan %s no longer fits: it would be %s now, as the target or the export changed since. Nothing was written. Look at metastore import --plan again."
                .formatted(wanted.apply().get(), plan.id()));
      }
      ImportRun run =
          new ImportRun(target, plan, manifest, objects, preparation(target), plannerRules);
      run.run();
      findings.addAll(run.findings());
      if (run.findings().isEmpty()) {
        Imported.put(control, settings.from(), manifest.id(), clock.instant(), hanging.now());
      }
      return report(plan, false, run.writes(), findings, begin);
    }
  }

  private ImportReport report(
      ImportPlan plan, boolean dryRun, long writes, List<Finding> findings, Instant begin) {
    return new ImportReport(
        plan,
        dryRun,
        writes,
        findings,
        sites().residue().terms(),
        Duration.between(begin, clock.instant()));
  }

  private void requireStandby(ControlDocuments control) {
    new Roles(control)
        .newest()
        .filter(role -> role.primaryOf("default").equals(settings.to()))
        .ifPresent(
            role -> {
              throw new MetastoreRefusedException(
                  "%s is primary (role %d), and an import would overwrite its catalog. Nothing was written. Swap from and to for the way back."
                      .formatted(settings.to(), role.epoch()));
            });
  }

  private Planner.Rules plannerRules(
      Manifest manifest,
      boolean adopt,
      Set<Kind> hidden,
      Function<Item, Optional<String>> missing) {
    Scope scope = new Scope(rules());
    // What the export was not asked for is not gone.
    Scope exported = manifest.selection().map(Scope::new).orElse(scope);
    return new Planner.Rules(
        settings.pair(),
        rules().conflict(),
        rules().deletions(),
        rules().deletionCap(),
        adopt,
        rules().batch(),
        key -> scope.test(key) && exported.test(key) && !hidden.contains(key.kind()),
        missing);
  }

  /** Which jar of a function is not at the target; asked of the target's storage. */
  private Optional<String> missing(Item item) {
    if (item.key().kind() != Kind.FUNCTION || rules().data() != MetastoreSettings.Data.REQUIRED) {
      return Optional.empty();
    }
    for (JsonNode resource : item.raw().path("resourceUris")) {
      String uri = resource.path("uri").asText();
      Optional<Location> file = Location.parse(uri);
      for (Map.Entry<String, URI> root : settings.target().roots().entrySet()) {
        Optional<Location> at = Location.parse(root.getValue().toString());
        if (file.isPresent() && at.isPresent() && file.get().isWithin(at.get())) {
          String below = file.get().below(at.get()).replaceFirst("^/", "");
          ObjectStore store =
              open.computeIfAbsent(
                  settings.to() + " " + root.getKey(), name -> stores.open(root.getValue()));
          if (!below.isEmpty() && store.find(ObjectPath.of(below)).isEmpty()) {
            return Optional.of(
                uri + " is not at the target: it was gone at the source, or no dataset brings it");
          }
        }
      }
    }
    return Optional.empty();
  }

  private Preparation preparation(MetastoreWriter target) {
    Sites sites = sites();
    List<Pattern> allowed = Scope.globs(rules().allowResidue());
    return new Preparation(
        sites.mapping(sites.rules()),
        sites.residue(),
        rules().unmapped(),
        key ->
            Scope.matches(allowed, key.name().isEmpty() ? key.db() : key.db() + "." + key.name()),
        true,
        target::kept);
  }

  private boolean isOfAnotherSelection(Manifest manifest) {
    Selection now = new Scope(rules()).selection();
    return manifest.selection().filter(then -> !then.equals(now)).isPresent();
  }

  /** What neither way carries, and what an export has that the way to the target cannot write. */
  private List<Finding> hidden(Manifest manifest, ServerFacts target) {
    List<Finding> findings = new ArrayList<>();
    if (isOfAnotherSelection(manifest)) {
      findings.add(
          new Finding(
              Finding.Level.NOTE,
              "the export",
              "was made with other metastore.databases, exclude or kinds than these settings have; what it left out stays as it is"));
    }
    if (!manifest.fidelity().equals("full")) {
      findings.add(
          new Finding(
              Finding.Level.NOTE,
              "the export",
              "its fidelity is %s: it was read through %s, and what that hides is not in it; the export's own findings name it"
                  .formatted(manifest.fidelity(), manifest.kind())));
    }
    if (target.isDegraded()) {
      findings.add(
          new Finding(
              Finding.Level.NOTE,
              "the target",
              "it is reached through %s, a degraded way that does not carry: %s"
                  .formatted(target.kind(), String.join("; ", target.hides()))));
    }
    Scope scope = new Scope(rules());
    for (Kind kind : target.hiddenKinds().stream().sorted().toList()) {
      long count = manifest.count(kind);
      if (count > 0 && scope.kind(kind)) {
        findings.add(
            new Finding(
                Finding.Level.LEFT_OUT,
                kind.title(),
                "%d of the export were left out: %s's metastore is reached through %s, which hides them. Set them at the target by hand, and name them in metastore.kinds if that is agreed."
                    .formatted(count, settings.to(), target.kind())));
      }
    }
    return findings;
  }

  /** What the newest recovery point on the target's control root holds, as places of the source. */
  private Coverage coverage(Manifest manifest) {
    boolean required = rules().data() == MetastoreSettings.Data.REQUIRED;
    List<Coverage.Held> held = new ArrayList<>();
    if (required) {
      Optional<RecoveryPoint> point =
          new RecoveryPoints(control(settings.to()))
              .newest()
              .map(RecoveryPoints.Found::point)
              .filter(p -> p.from().equals(settings.from()));
      for (DatasetSettings dataset : settings.datasets()) {
        URI root = settings.source().roots().get(dataset.root());
        Optional<Location> at =
            Optional.ofNullable(root)
                .flatMap(uri -> Location.parse(uri.toString()))
                .map(location -> location.resolve(dataset.directory().value()));
        Optional<Instant> until =
            point
                .flatMap(p -> Optional.ofNullable(p.datasets().get(dataset.name())))
                .flatMap(d -> d.completeAt());
        at.ifPresent(location -> held.add(new Coverage.Held(dataset.name(), location, until)));
      }
    }
    return new Coverage(required, manifest.startedAt(), held);
  }

  private Manifest manifest(Exports exports, Optional<String> export) {
    if (export.filter("point"::equals).isPresent()) {
      return exports.manifest(namedByPoint());
    }
    if (export.isPresent()) {
      return exports.manifest(export.get());
    }
    return exports
        .newest(settings.from())
        .orElseThrow(
            () ->
                new ReplicationException(
                    Effect.NONE_DO_NOT_RETRY,
                    "There is no export of %s's metastore on %s's control root. Run metastore export first; from and to say whose."
                        .formatted(settings.from(), settings.to())));
  }

  private String namedByPoint() {
    return new RecoveryPoints(control(settings.to()))
        .newest()
        .map(RecoveryPoints.Found::point)
        .flatMap(RecoveryPoint::metastoreExport)
        .orElseThrow(
            () ->
                new ReplicationException(
                    Effect.NONE_DO_NOT_RETRY,
                    "The newest recovery point on %s's control root names no export of a metastore: none was there when it was committed. Nothing was written. Leave --export out for the newest export."
                        .formatted(settings.to())));
  }

  /**
   * What differs between the source and the target.
   *
   * @param plan what an import would do
   * @param extra tables and databases that only the target has
   */
  public record Differences(ImportPlan plan, List<Key> extra) {
    public boolean isSame() {
      return plan.isEmpty() && plan.isWhole() && extra.isEmpty();
    }
  }

  /**
   * In what the target's catalog differs.
   *
   * @param export an export of the source, or {@code newest}; nothing to read the source's
   *     metastore as it is now
   */
  public Differences diff(Optional<String> export) {
    Exports exports;
    Manifest manifest;
    if (export.isPresent()) {
      exports = new Exports(control(settings.to()));
      manifest = manifest(exports, export.filter(id -> !id.equals("newest")));
      if (isOfAnotherSelection(manifest)) {
        throw new MetastoreRefusedException(
            "Export %s was made with other metastore.databases, exclude or kinds than these settings have, so what it left out could not be compared. Export again, or use the settings of then."
                .formatted(manifest.id()));
      }
    } else {
      requireTwoWays();
      // As an export in memory: it is compared like any other.
      exports = new Exports(new ControlDocuments(new MemoryStore("diff")));
      manifest = export(exports, RunId.begin(clock.instant()).value(), Optional.empty());
    }
    Planner.Objects objects = (part, each) -> exports.read(manifest, part, each);
    try (MetastoreWriter target = metastore(settings.to())) {
      ImportPlan plan =
          new Planner(
                  target,
                  preparation(target),
                  new Coverage(false, manifest.startedAt(), List.of()),
                  plannerRules(
                      manifest, true, target.facts().hiddenKinds(), item -> Optional.empty()),
                  new Hanging(Map.of()))
              .plan(manifest, objects);
      return new Differences(plan, extra(manifest, objects, target));
    }
  }

  /** A cluster's Spark has one metastore, and settings cannot say whose cluster it is. */
  private void requireOwn(MetastoreReader reader, String site, String other) {
    if (!reader.facts().kind().equals("spark")) {
      return;
    }
    Scope scope = new Scope(rules());
    for (String db : reader.databases().stream().filter(scope::database).sorted().toList()) {
      String text = reader.database(db).map(raw -> raw.path("locationUri").asText()).orElse("");
      if (isWithin(text, other) && !isWithin(text, site)) {
        throw new MetastoreRefusedException(
            "This Spark's metastore has a database %s at %s, which is %s's storage, so this is no cluster of %s. Nothing was written. Run this on a cluster of %s."
                .formatted(db, text, other, site, site));
      }
    }
  }

  private boolean isWithin(String text, String site) {
    Optional<Location> place = Location.parse(text);
    return settings.sites().get(site).roots().values().stream()
        .map(root -> Location.parse(root.toString()))
        .anyMatch(
            root -> place.isPresent() && root.isPresent() && place.get().isWithin(root.get()));
  }

  /** A cluster's Spark has one metastore: its own. */
  private void requireTwoWays() {
    boolean both =
        List.of(settings.from(), settings.to()).stream()
            .map(site -> settings.sites().get(site).metastore().orElse(""))
            .allMatch("spark"::equals);
    if (both) {
      throw new MetastoreException(
          Problem.NOT_SET_UP,
          "Both sites' metastores are 'spark', and a cluster reaches its own only. Nothing was compared. Run metastore export on a cluster of %s, then metastore diff --export newest on one of %s."
              .formatted(settings.from(), settings.to()));
    }
  }

  private List<Key> extra(Manifest manifest, Planner.Objects objects, MetastoreReader target) {
    Set<Key> there = new HashSet<>();
    manifest.parts().stream()
        .filter(part -> part.kind() == Kind.TABLE || part.kind() == Kind.DATABASE)
        .forEach(part -> objects.accept(part, item -> there.add(item.key())));
    Scope scope = new Scope(rules());
    List<Key> extra = new ArrayList<>();
    for (String db : target.databases().stream().filter(scope::database).sorted().toList()) {
      if (!there.contains(Key.database(db)) && !db.equals("default")) {
        extra.add(Key.database(db));
      }
      target.tableNames(db).stream()
          .filter(name -> scope.table(db, name))
          .map(name -> Key.table(db, name))
          .filter(key -> !there.contains(key))
          .sorted()
          .forEach(extra::add);
    }
    return extra;
  }

  /** How far the target's catalog is. Asks no metastore. */
  public MetastoreStatus status() {
    ControlDocuments control = control(settings.to());
    Exports exports = new Exports(control);
    Optional<Manifest> newest = exports.newest(settings.from());
    List<String> ahead = new ArrayList<>();
    newest.ifPresent(
        manifest -> {
          Coverage coverage = coverage(manifest);
          manifest.parts().stream()
              .filter(part -> part.kind() == Kind.TABLE || part.kind() == Kind.PARTITION)
              .forEach(part -> exports.read(manifest, part, item -> ahead(item, coverage, ahead)));
        });
    return new MetastoreStatus(
        settings.from(),
        settings.to(),
        newest.map(
            m ->
                new MetastoreStatus.Export(
                    m.id(),
                    m.startedAt(),
                    Duration.between(m.startedAt(), clock.instant()),
                    m.count(Kind.TABLE),
                    m.count(Kind.PARTITION))),
        Imported.newest(control)
            .filter(i -> i.from().equals(settings.from()))
            .map(Imported::export),
        ahead);
  }

  private static void ahead(Item item, Coverage coverage, List<String> ahead) {
    if (ahead.size() < SHOWN) {
      coverage.waitsFor(item).ifPresent(why -> ahead.add(item.key() + ": " + why));
    }
  }

  /**
   * Gives tables back what was parked while they rested: managed ones are managed again, purge
   * flags are as they were. A second call finds nothing to do.
   *
   * @return the tables that were changed
   */
  public List<Key> activate() {
    List<Key> changed = new ArrayList<>();
    Scope scope = new Scope(rules());
    try (MetastoreWriter target = metastore(settings.to())) {
      requireOwn(target, settings.to(), settings.from());
      for (String db : target.databases().stream().filter(scope::database).sorted().toList()) {
        List<String> names = target.tableNames(db);
        for (int i = 0; i < names.size(); i += 100) {
          target
              .tables(db, names.subList(i, Math.min(names.size(), i + 100)), (name, why) -> {})
              .forEach(
                  raw -> {
                    Item item = new Item(Key.table(db, raw.path("tableName").asText()), raw);
                    boolean ours =
                        Mark.of(item).filter(m -> m.pair().equals(settings.pair())).isPresent();
                    if (ours && Standby.rests(item)) {
                      target.apply(MetastoreChange.alter(item.key(), Standby.awake(item).raw()));
                      changed.add(item.key());
                    }
                  });
        }
      }
    }
    return changed;
  }

  @Override
  public void close() {
    open.values().forEach(ObjectStore::close);
  }
}
