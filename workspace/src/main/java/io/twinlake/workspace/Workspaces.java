package io.twinlake.workspace;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.settings.WorkspaceSettings;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.activate.Activations;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.activate.Switching;
import io.twinlake.workspace.activate.Wave;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Waiting;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.archive.UnusableArchiveException;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Ledgers;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.ledger.WorkspaceClaim;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.sync.Currency;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Looks;
import io.twinlake.workspace.sync.OutOfDate;
import io.twinlake.workspace.sync.Resolver;
import io.twinlake.workspace.sync.WorkspaceImport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Carries the Databricks workspace of one site to the other's: export, import, diff, status,
 * activation. Archives, ledger and states lie on the control roots; {@code from} and {@code to} are
 * the settings' direction, and a fail-back is the same with both swapped.
 */
public final class Workspaces implements AutoCloseable {
  /** What between us and a workspace's HTTP client may be put; tests do. */
  public interface Opening {
    Api open(Connection connection, WorkspaceSettings settings);
  }

  private static final int THREADS = 16;

  private final Settings settings;
  private final Stores stores;
  private final Clock clock;
  private final Opening opening;
  private final Workers workers;
  private Resolver resolver = Resolver.system();
  private boolean lookAtMounts;
  private final Map<String, ObjectStore> open = new HashMap<>();
  private final Map<String, Api> apis = new HashMap<>();

  public Workspaces(Settings settings, Stores stores, Clock clock) {
    this(
        settings,
        stores,
        clock,
        (connection, ws) -> connection.open(Translated.limits(ws), Waiting.REAL),
        THREADS);
  }

  /**
   * @param threads that work at once
   */
  public Workspaces(Settings settings, Stores stores, Clock clock, Opening opening, int threads) {
    this.settings = settings;
    this.stores = stores;
    this.clock = clock;
    this.opening = opening;
    this.workers = new Workers(threads);
  }

  /** Who is asked whether the name of a mapped place is known; else this machine is. */
  public Workspaces asking(Resolver other) {
    resolver = other;
    return this;
  }

  /**
   * Whether mounts are looked at by every import, plan and comparison. That puts a notebook into a
   * workspace for the time of a run. Else only an export looks, and an import where it must.
   */
  public Workspaces lookingAtMounts(boolean look) {
    lookAtMounts = look;
    return this;
  }

  private ControlDocuments control(String site) {
    return new ControlDocuments(
        open.computeIfAbsent(site, name -> stores.open(site(name).control())));
  }

  private Site site(String name) {
    Site site = settings.sites().get(name);
    if (site == null) {
      throw new UnknownSiteException(name, settings.sites().keySet());
    }
    return site;
  }

  /** The workspace of {@code site}. */
  private Api api(String name) {
    Site site = site(name);
    WorkspaceSettings.Place place =
        site.workspace().orElseThrow(() -> new UnknownSiteException(name));
    return apis.computeIfAbsent(
        name, n -> opening.open(Translated.connection(name, place), settings.workspace()));
  }

  /**
   * Reads the source's workspace and puts an archive of it on the target's control root, so that it
   * is there when the source is not.
   */
  public Manifest export() {
    Archive archive = new Archive(control(settings.to()));
    return new WorkspaceExport(
            api(settings.from()),
            Translated.scope(settings.workspace()),
            Translated.managed(settings.workspace()),
            archive,
            workers)
        .run(settings.pair(), settings.from(), nameOfNext(archive), clock, this::awake);
  }

  /** Names tell the newest archive, so a second one of the same second must sort behind it. */
  private String nameOfNext(Archive archive) {
    String newest = archive.lastName();
    Instant at = clock.instant();
    String name = RunId.begin(at).value();
    while (name.compareTo(newest) <= 0) {
      at = at.plusSeconds(1);
      name = RunId.begin(at).value();
    }
    return name;
  }

  /** A source at rest is kept as it was awake. */
  private Snapshot awake(Snapshot read) {
    return reachable(settings.from())
        .flatMap(documents -> new Activations(documents).newest())
        .map(state -> state.awake(read))
        .orElse(read);
  }

  /**
   * Makes the target's workspace what an archive says.
   *
   * @param export names the archive; nothing for the newest
   * @param dryRun only say what would be done
   * @param planned is told what will be done, and what cannot, before anything is written
   * @throws WorkspaceRefusedException if the target's workspace is active
   */
  public ImportReport importing(
      Optional<String> export, boolean dryRun, Consumer<ImportReport> planned) {
    return importing(export, dryRun, false, planned);
  }

  /**
   * The same, perhaps in the place of a run that died and still has the target's claim.
   *
   * @param takeOver whether the claim of another run is taken
   * @throws io.twinlake.workspace.ledger.ClaimTakenException if another run writes to the target
   */
  public ImportReport importing(
      Optional<String> export, boolean dryRun, boolean takeOver, Consumer<ImportReport> planned) {
    RunId id = RunId.begin(clock.instant());
    if (dryRun) {
      return importing(export, id, planned, Optional.empty());
    }
    String to = settings.to();
    try (WorkspaceClaim claim =
        WorkspaceClaim.take(control(to), to, "import", id, clock, takeOver)) {
      return importing(export, id, planned, Optional.of(claim));
    }
  }

  private ImportReport importing(
      Optional<String> export,
      RunId id,
      Consumer<ImportReport> planned,
      Optional<WorkspaceClaim> claim) {
    String to = settings.to();
    Archive archive = new Archive(control(to));
    Manifest manifest = manifest(archive, export);
    Ledger ledger = ledger(to);
    requirePassive(to, ledger);
    ManagedRecovery recovery = managedRecovery(to);
    if (recovery.refusal().isPresent()) {
      throw new WorkspaceRefusedException(recovery.refusal().get());
    }
    Ledgers ledgers = new Ledgers(control(to));
    WorkspaceImport run =
        new WorkspaceImport(
                Translated.options(settings),
                api(to),
                archive::bytes,
                workers,
                ledger,
                ledgers.journal(ledger, id.value()),
                archive.read(manifest, Translated.scope(settings.workspace()).directories()),
                secretsFrom())
            .asking(resolver)
            .telling(recovery.problems())
            .looking(looks(claim.isEmpty()));
    ImportReport plan = run.plan(manifest.id());
    planned.accept(plan);
    if (claim.isEmpty()) {
      return plan;
    }
    ImportReport report =
        run.permitted(new Permits(claim.get(), () -> requirePassive(to, ledger)))
            .run(manifest.id());
    Collection<Row> rows = run.rows();
    if (!ledger.holds(rows) || !ledger.export().equals(manifest.id())) {
      ledgers.commit(ledger, rows, manifest.id(), clock);
    }
    return report;
  }

  /** Whether Databricks itself replicates the target, if the settings name the account. */
  private ManagedRecovery managedRecovery(String to) {
    WorkspaceSettings ws = settings.workspace();
    Optional<List<FailoverGroup>> groups = Optional.empty();
    Optional<String> id = Optional.empty();
    String why = "";
    if (ws.account().isPresent()) {
      WorkspaceSettings.Account account = ws.account().get();
      try {
        groups =
            Optional.of(
                FailoverGroup.of(opening.open(Translated.connection(account), ws), account.id()));
      } catch (ApiException e) {
        why = e.getMessage();
      }
      Api api = api(to);
      api.get("/api/2.0/preview/scim/v2/Me", Map.of());
      id = api.workspaceId();
      if (id.isEmpty()) {
        why = "The workspace of %s does not say its own id.".formatted(to);
      }
    }
    return ManagedRecovery.of(
        Translated.managed(ws), Translated.listed(), Translated.scope(ws).kinds(), id, groups, why);
  }

  private Looks looks(boolean onlyLooking) {
    return !lookAtMounts ? Looks.WHERE_NEEDED : onlyLooking ? Looks.AT_ONCE : Looks.ALWAYS;
  }

  /** The source's workspace, if values of secrets are wanted and it lets us in. */
  private Optional<Api> secretsFrom() {
    if (settings.workspace().secrets() != WorkspaceSettings.Secrets.COPY) {
      return Optional.empty();
    }
    try {
      Api api = api(settings.from());
      api.get("/api/2.0/secrets/scopes/list", Map.of());
      return Optional.of(api);
    } catch (ApiException e) {
      return Optional.empty();
    }
  }

  private Manifest manifest(Archive archive, Optional<String> export) {
    if (export.isPresent()) {
      return archive.manifest(export.get());
    }
    return archive
        .newest(settings.from())
        .orElseThrow(() -> UnusableArchiveException.none(settings.from(), settings.to()));
  }

  private String other(String site) {
    return settings.from().equals(site) ? settings.to() : settings.from();
  }

  /** The newest ledger in the direction to {@code site}; the other control root may be lost. */
  private Ledger ledger(String site) {
    String other = other(site);
    return Ledgers.load(control(site), reachable(other), other, site);
  }

  private Optional<ControlDocuments> reachable(String site) {
    try {
      ControlDocuments documents = control(site);
      new Activations(documents).newest();
      return Optional.of(documents);
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private void requirePassive(String to, Ledger ledger) {
    Optional<Activation> state = new Activations(control(to)).newest();
    boolean passive = state.isPresent() && state.get().state() == Activation.State.PASSIVE;
    if (state.isPresent() && !passive) {
      throw new WorkspaceRefusedException(
          "The workspace of %s is %s, and an import would overwrite what works there. Nothing was written. Swap from and to for the way back, or run workspace deactivate --site %s."
              .formatted(to, state.get().state(), to));
    }
    boolean wayBack =
        reachable(settings.from())
            .flatMap(documents -> new Activations(documents).newest())
            .map(other -> other.state() == Activation.State.ACTIVE)
            .orElse(false);
    if (state.isEmpty() && wayBack && ledger.generation() > 0) {
      throw new WorkspaceRefusedException(
          "%s was activated, and %s was never put to rest: its schedules may run. Nothing was written. Run workspace deactivate --site %s first."
              .formatted(settings.from(), to, to));
    }
  }

  /**
   * In what the target's workspace differs from the source, by meaning.
   *
   * @param export an archive of the source; nothing to read the source's workspace as it is now
   * @param problems is told what could not be read
   */
  public List<Difference> diff(Optional<String> export, Consumer<Problem> problems) {
    Snapshot source;
    if (export.isPresent()) {
      Archive archive = new Archive(control(settings.to()));
      source = archive.read(manifest(archive, export.filter(id -> !id.equals("newest"))));
    } else {
      Scope scope = Translated.scope(settings.workspace());
      source =
          awake(
              WorkspaceExport.live(
                  api(settings.from()), lookAtMounts ? scope : scope.without(Kind.MOUNT), workers));
    }
    Ledger ledger = ledger(settings.to());
    WorkspaceImport run =
        new WorkspaceImport(
                Translated.options(settings),
                api(settings.to()),
                blob -> new byte[0],
                workers,
                ledger,
                new Ledgers(control(settings.to())).journal(ledger, "diff"),
                source,
                Optional.empty())
            .asking(resolver)
            .looking(looks(true));
    List<Difference> differences = run.differences();
    run.problems().forEach(problems);
    return differences;
  }

  /**
   * Wakes what was awake at the other side when it was exported last.
   *
   * @param site whose workspace; nothing for the target
   * @param through the last wave that is woken now; nothing for all
   * @param otherIsDown whether the other side is known not to work any more
   * @throws WorkspaceRefusedException if the other side is not at rest
   */
  public SwitchReport activate(
      Optional<String> site, Optional<String> through, boolean otherIsDown) {
    return activate(site, through, new Insisting(otherIsDown, false, false));
  }

  /**
   * The same against what would forbid it.
   *
   * @throws WorkspaceRefusedException if the other side is not at rest, or the role documents say
   *     that another site is primary
   */
  public SwitchReport activate(
      Optional<String> site, Optional<String> through, Insisting insisting) {
    String name = site.orElse(settings.to());
    site(name);
    List<Wave> waves = Translated.waves(settings.workspace());
    through
        .filter(wave -> waves.stream().noneMatch(w -> w.name().equals(wave)))
        .filter(wave -> !Switching.OWN_WAVES.contains(wave))
        .ifPresent(
            wave -> {
              throw new UnknownWaveException(wave, waves);
            });
    WorkspaceRole role = role();
    if (!insisting.despiteRole()) {
      role.requirePrimary(name);
    }
    if (!insisting.otherIsDown()) {
      requireAtRest(other(name));
    }
    RunId id = RunId.begin(clock.instant());
    try (WorkspaceClaim claim =
        WorkspaceClaim.take(control(name), name, "activation", id, clock, insisting.takeOver())) {
      return switching(name)
          .permitted(new Permits(claim, () -> role().requireEpoch(role.epoch())))
          .activate(ledger(name), waves, through)
          .withNotes(role.notes(name));
    }
  }

  /** Who the role documents of both control roots say is primary. */
  private WorkspaceRole role() {
    List<ControlDocuments> both = new ArrayList<>();
    for (String site : List.of(settings.from(), settings.to())) {
      reachable(site).ifPresent(both::add);
    }
    return WorkspaceRole.newest(both);
  }

  private void requireAtRest(String other) {
    Optional<Activation> state =
        reachable(other).flatMap(documents -> new Activations(documents).newest());
    if (state.isEmpty() || state.get().state() != Activation.State.PASSIVE) {
      throw new WorkspaceRefusedException(
          "The workspace of %s is not known to be at rest (%s), and both would work at once. Nothing was written. Run workspace deactivate --site %s; if it cannot be reached, add --other-is-down."
              .formatted(
                  other, state.map(s -> s.state().toString()).orElse("never put to rest"), other));
    }
  }

  /**
   * Puts to rest whatever starts by itself.
   *
   * @param site whose workspace; nothing for the source
   */
  public SwitchReport deactivate(Optional<String> site) {
    return deactivate(site, false);
  }

  /**
   * The same, perhaps in the place of a run that died and still has the claim.
   *
   * @param takeOver whether the claim of another run is taken
   */
  public SwitchReport deactivate(Optional<String> site, boolean takeOver) {
    String name = site.orElse(settings.from());
    site(name);
    RunId id = RunId.begin(clock.instant());
    try (WorkspaceClaim claim =
        WorkspaceClaim.take(control(name), name, "deactivation", id, clock, takeOver)) {
      return switching(name).permitted(new Permits(claim, () -> {})).deactivate();
    }
  }

  private Switching switching(String name) {
    return new Switching(
            name,
            api(name),
            new Activations(control(name)),
            Translated.starters(settings.workspace()),
            workers,
            clock)
        .leaving(Translated.managed(settings.workspace()));
  }

  /** How far the target is behind. Asks no workspace. */
  public WorkspaceStatus status() {
    Optional<Manifest> newest = new Archive(control(settings.to())).newest(settings.from());
    Ledger ledger = ledger(settings.to());
    SortedMap<String, Activation.State> states = new TreeMap<>();
    for (String site : List.of(settings.from(), settings.to())) {
      reachable(site)
          .flatMap(documents -> new Activations(documents).newest())
          .ifPresent(state -> states.put(site, state.state()));
    }
    Optional<WorkspaceStatus.Imported> imported =
        ledger.generation() == 0
            ? Optional.empty()
            : Optional.of(
                new WorkspaceStatus.Imported(
                    ledger.export(), ledger.at(), ledger.size(), ledger.gone()));
    Optional<WorkspaceStatus.Export> export =
        newest.map(
            manifest ->
                new WorkspaceStatus.Export(
                    manifest.id(),
                    manifest.startedAt(),
                    Duration.between(manifest.startedAt(), clock.instant()),
                    manifest.items(),
                    manifest.problems()));
    return new WorkspaceStatus(
        settings.from(),
        settings.to(),
        export,
        imported,
        outOfDate(newest, ledger),
        states,
        notes(export, imported, states));
  }

  private SortedMap<Kind, OutOfDate> outOfDate(Optional<Manifest> newest, Ledger ledger) {
    if (newest.isEmpty() || newest.get().id().equals(ledger.export())) {
      return new TreeMap<>();
    }
    Snapshot archive = new Archive(control(settings.to())).read(newest.get());
    return new Currency(Translated.options(settings)).of(archive, ledger);
  }

  private List<String> notes(
      Optional<WorkspaceStatus.Export> export,
      Optional<WorkspaceStatus.Imported> imported,
      SortedMap<String, Activation.State> states) {
    List<String> notes = new ArrayList<>();
    if (export.isEmpty()) {
      notes.add("There is no archive of %s yet: run workspace export.".formatted(settings.from()));
    } else if (imported.isEmpty()) {
      notes.add("%s was never imported to: run workspace import.".formatted(settings.to()));
    } else if (!export.get().id().equals(imported.get().export())) {
      notes.add("The newest archive is not imported yet: run workspace import.");
    }
    states.forEach(
        (site, state) -> {
          if (state == Activation.State.ACTIVATING) {
            notes.add("An activation of %s did not end: run it again.".formatted(site));
          } else if (state == Activation.State.DEACTIVATING) {
            notes.add("A deactivation of %s did not end: run it again.".formatted(site));
          }
        });
    if (!settings.workspace().managed().isEmpty()) {
      notes.add(
          "Left alone, as Databricks' managed disaster recovery carries: %s."
              .formatted(String.join(", ", settings.workspace().managed())));
    }
    notes.addAll(role().notes(states));
    if (states.size() == 2
        && states.values().stream().allMatch(state -> state == Activation.State.ACTIVE)) {
      notes.add("Both workspaces are active: jobs run twice. Deactivate one.");
    }
    return notes;
  }

  @Override
  public void close() {
    workers.close();
    open.values().forEach(ObjectStore::close);
  }
}
