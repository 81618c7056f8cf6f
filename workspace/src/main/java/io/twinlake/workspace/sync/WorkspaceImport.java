package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.archive.DamagedContentException;
import io.twinlake.workspace.archive.Withheld;
import io.twinlake.workspace.kinds.Catalogue;
import io.twinlake.workspace.kinds.Contents;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Ledgers;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Makes one workspace what an archive of another says, with everything that starts by itself at
 * rest. An object that cannot be carried is told, and the rest goes on. Safe to repeat after any
 * end: what a run that died had made is found by its journal, by marks and by names.
 */
public final class WorkspaceImport {
  /** What is said of types that are not carried here, as somebody else does. */
  public static final String LEFT =
      "left to Databricks' managed disaster recovery, as workspace.managed says.";

  private final Catalogue catalogue = new Catalogue();
  private final ImportOptions options;
  private final Api api;
  private final Making making;
  private final Deciding deciding = new Deciding(this);
  private final Workers workers;
  private final Ledger ledger;
  private final Ledgers.Journal journal;
  private final Snapshot source;
  private final Optional<Api> live;
  private final Map<String, Row> rows = new ConcurrentHashMap<>();

  private Permit permit = Permit.ALWAYS;
  private Resolver resolver = Resolver.system();
  private PlaceCheck places = PlaceCheck.NONE;
  private List<Problem> told = List.of();
  private MountLook mounts = new MountLook(this, Looks.WHERE_NEEDED);
  private Snapshot target;
  private Matches matches;
  private LiveMapping mapping;
  private Rewriter rewriter;
  private Tallies tallies;

  /**
   * @param bytes reads the archive's contents
   * @param ledger of the imports before, in this direction
   * @param journal takes what this run does
   * @param source what the archive holds
   * @param live the source's workspace, if values of secrets are to come from there
   */
  public WorkspaceImport(
      ImportOptions options,
      Api api,
      Function<Blob, byte[]> bytes,
      Workers workers,
      Ledger ledger,
      Ledgers.Journal journal,
      Snapshot source,
      Optional<Api> live) {
    this.options = options;
    this.api = api;
    this.making = new Making(this, bytes);
    this.workers = workers;
    this.ledger = ledger;
    this.journal = journal;
    this.source = source;
    this.live = live;
    ledger.rows().values().forEach(byId -> byId.values().forEach(row -> rows.put(name(row), row)));
  }

  private static String name(Row row) {
    return name(row.kind(), row.fromId());
  }

  private static String name(Kind kind, String fromId) {
    return kind.written() + " " + fromId;
  }

  /** Reads the target and says what {@link #run} would do. Writes nothing. */
  public ImportReport plan(String export) {
    begin();
    for (Kind kind : Kind.values()) {
      for (Item item : source.of(kind)) {
        if (options.scope().has(kind)) {
          planned(item);
        }
      }
    }
    findings();
    return report(export);
  }

  /** Reads the target and says in what it differs, by meaning. Writes nothing. */
  public List<Difference> differences() {
    begin();
    mounts.gap().ifPresent(tallies::problem);
    return new Differences(this).all();
  }

  /** What could not be read, at either side. */
  public List<Problem> problems() {
    return tallies.problems();
  }

  /** Asked before anything is written; without it everything may be. */
  public WorkspaceImport permitted(Permit by) {
    permit = by;
    return this;
  }

  /** What is told with the report, whatever becomes of the objects. */
  public WorkspaceImport telling(List<Problem> problems) {
    told = List.copyOf(problems);
    return this;
  }

  /** When the target's mounts are looked at. */
  public WorkspaceImport looking(Looks looks) {
    mounts = new MountLook(this, looks);
    return this;
  }

  /** Who is asked whether a host's name is known. */
  public WorkspaceImport asking(Resolver other) {
    resolver = other;
    return this;
  }

  /** Writes. Call {@link #plan} before, which reads the target. */
  public ImportReport run(String export) {
    if (target == null) {
      throw new IllegalStateException("An import is planned before it runs");
    }
    prepare();
    try {
      for (Kind kind : Kind.values()) {
        if (options.scope().has(kind)) {
          permit.ask();
          carry(kind);
        }
        if (kind == Kind.SECRET_SCOPE && options.scope().has(kind)) {
          new SecretValues(this, live).carry(); // Mounts need them.
        }
      }
      permit.ask();
      new Rights(this).carry();
      permit.ask();
      new Tombstones(this).carry();
    } finally {
      journal.flush();
    }
    findings();
    return report(export);
  }

  private void findings() {
    new Findings(source, mapping, options.region(), options.scope())
        .all()
        .forEach(tallies::problem);
    places.notes().forEach(tallies::problem);
    mounts.note().ifPresent(tallies::problem);
  }

  /** The ledger's next generation; equal to the last one if nothing changed. */
  public Collection<Row> rows() {
    return new TreeMap<>(rows).values().stream().filter(row -> !row.isIntended()).toList();
  }

  private void begin() {
    Set<String> files = new HashSet<>();
    source.of(Kind.DBFS_FILE).forEach(item -> files.add(item.key()));
    source.of(Kind.VOLUME_FILE).forEach(item -> files.add(item.key()));
    Scope scope = options.scope().withFiles(files);
    boolean atOnce = mounts.isAtOnce();
    target = catalogue.read(api, atOnce ? scope : scope.without(Kind.MOUNT), known(), workers);
    places = PlaceCheck.of(options, source, target, api, resolver, workers);
    prepare();
    if (!atOnce) {
      target = mounts.known(target);
      matches.match(Kind.MOUNT, source, target, ledger);
    }
  }

  /** The target's bytes are read only where they may have changed since they were written. */
  private Contents known() {
    Map<String, Row> byTarget = new LinkedHashMap<>();
    rows.values().forEach(row -> byTarget.put(name(row.kind(), row.toId()), row));
    return (kind, id, stamp, download) -> {
      Row row = byTarget.get(name(kind, id));
      return row != null && !stamp.isEmpty() && row.toStamp().equals(stamp)
          ? new Blob(row.toBlob(), 0)
          : Blob.of(download.get());
    };
  }

  private void prepare() {
    tallies = new Tallies();
    source.problems().forEach(tallies::problem);
    target.problems().stream()
        .filter(Problem::isFailure)
        .forEach(
            p -> tallies.problem(Problem.failed(p.kind(), p.key(), "at the target: " + p.what())));
    matches = Matches.of(source, target, ledger, options.managed());
    matches.problems().forEach(tallies::problem);
    mapping = new LiveMapping(options.managed());
    told.forEach(tallies::problem);
    for (Kind kind : options.managed()) {
      if (told.stream().noneMatch(problem -> problem.kind() == kind)) {
        tallies.problem(Problem.note(kind, "", LEFT));
      }
    }
    Set<String> principals = new HashSet<>();
    for (Kind kind : Kind.values()) {
      for (Item item : source.of(kind)) {
        matches.target(item).ifPresent(there -> mapping.put(kind, item.id(), there.id()));
      }
      if (kind.isPrincipal()) {
        target.of(kind).forEach(item -> principals.add(item.key().toLowerCase(Locale.ROOT)));
        if (options.scope().has(kind)) {
          // Those of the source are there by the time that somebody asks for them.
          source.of(kind).forEach(item -> principals.add(item.key().toLowerCase(Locale.ROOT)));
        }
      }
    }
    rewriter = new Rewriter(mapping, options.region(), Offer.read(api, principals), places);
  }

  /** What would become of one object. */
  Outcome planned(Item item) {
    Rewriter.Rewritten rewritten = rewriter.rewrite(item);
    Set<String> here = new HashSet<>();
    source.of(item.kind()).forEach(peer -> here.add(peer.id()));
    List<String> missing = new ArrayList<>(rewritten.missing());
    rewritten.missingPeers().stream()
        .filter(id -> !here.contains(id))
        .forEach(id -> missing.add(missingPeer(item, id)));
    if (!missing.isEmpty()) {
      tallies.failed(item, String.join("; ", missing));
      return Outcome.FAILED;
    }
    tellDropped(item, rewritten);
    if (item.kind() == Kind.MOUNT && !mounts.isKnown()) {
      tallies.outcome(item, Outcome.NOT_LOOKED_AT);
      return Outcome.NOT_LOOKED_AT;
    }
    Optional<Item> there = matches.target(item);
    Merge.Decision decision = deciding.decide(item, wanted(item, rewritten.body(), there), there);
    tallies.outcome(item, Deciding.outcome(decision));
    if (there.isEmpty()) {
      mapping.put(item.kind(), item.id(), "-1"); // It will have an id.
    }
    return Deciding.outcome(decision);
  }

  private void tellDropped(Item item, Rewriter.Rewritten rewritten) {
    if (!rewritten.dropped().isEmpty()) {
      tallies.problem(
          Problem.failed(
              item.kind(),
              item.key(),
              "is carried without %s, which the target does not have."
                  .formatted(String.join(", ", rewritten.dropped()))));
    }
  }

  private static String missingPeer(Item item, String id) {
    return "Mapping not available for old %s %s"
        .formatted(item.kind().title().toLowerCase(Locale.ROOT), id);
  }

  private void carry(Kind kind) {
    if (kind == Kind.MOUNT && mounts.isNeeded() && !lookedAtMounts()) {
      return;
    }
    if (Catalogue.needsIntent(kind)) {
      for (Item item : source.of(kind)) {
        if (matches.target(item).isEmpty() && row(item).isEmpty()) {
          noted(Row.intended(kind, item.key(), item.id()), true);
        }
      }
      journal.flush();
    }
    if (kind == Kind.MOUNT) {
      together(kind);
    }
    if (!Peers.has(kind)) {
      workers.each(source.of(kind), this::carry);
      return;
    }
    List<Item> again = Collections.synchronizedList(new ArrayList<>());
    for (List<Item> layer : Peers.layers(source.of(kind))) {
      workers.each(
          layer,
          item -> {
            if (!rewriter.rewrite(item).missingPeers().isEmpty()) {
              again.add(item);
            }
            carry(item);
          });
    }
    // Those of a circle exist by now, without what closes it.
    again.forEach(this::complete);
  }

  /** Whether somebody looked; else every mount is told as failed. */
  private boolean lookedAtMounts() {
    Snapshot seen = catalogue.read(api, options.scope().mountsOnly(), known(), workers);
    if (!seen.complete().contains(Kind.MOUNT)) {
      String why = seen.problems().stream().map(Problem::what).findFirst().orElse("no answer");
      source.of(Kind.MOUNT).forEach(item -> tallies.failed(item, why));
      return false;
    }
    mounts.wasDone();
    target = target.with(Kind.MOUNT, seen.of(Kind.MOUNT));
    matches.match(Kind.MOUNT, source, target, ledger);
    return true;
  }

  /** Says beforehand what of a kind will be written. */
  private void together(Kind kind) {
    List<Item> changing = new ArrayList<>();
    for (Item item : source.of(kind)) {
      Rewriter.Rewritten rewritten = rewriter.rewrite(item);
      Optional<Item> there = matches.target(item);
      Item wanted = wanted(item, rewritten.body(), there);
      Merge.Decision decision = deciding.decide(item, wanted, there);
      if (rewritten.isWhole()
          && (decision == Merge.Decision.CREATE
              || decision == Merge.Decision.UPDATE
              || decision == Merge.Decision.OVERWRITE)) {
        changing.add(wanted);
      }
    }
    catalogue.together(making.writing(), kind, changing);
  }

  private void carry(Item item) {
    guarded(
        item,
        () -> {
          Rewriter.Rewritten rewritten = rewriter.rewrite(item);
          if (!rewritten.missing().isEmpty()) {
            tallies.failed(item, String.join("; ", rewritten.missing()));
            return;
          }
          tellDropped(item, rewritten);
          Optional<Item> there = matches.target(item);
          if (!rewritten.missingPeers().isEmpty()) {
            if (there.isEmpty()) {
              ObjectNode part =
                  Peers.without(item.kind(), rewritten.body(), rewritten.missingPeers());
              mapping.put(item.kind(), item.id(), making.create(wanted(item, part, there)).id());
              tallies.outcome(item, Outcome.CREATED);
            }
            return;
          }
          write(item, wanted(item, rewritten.body(), there), there);
        });
  }

  /** The second pass of what is in a circle. */
  private void complete(Item item) {
    if (tallies.isFailed(item)) {
      return;
    }
    guarded(
        item,
        () -> {
          Rewriter.Rewritten rewritten = rewriter.rewrite(item);
          if (!rewritten.isWhole()) {
            List<String> missing = new ArrayList<>(rewritten.missing());
            rewritten.missingPeers().forEach(id -> missing.add(missingPeer(item, id)));
            tallies.failed(item, String.join("; ", missing));
            return;
          }
          boolean created = tallies.is(item, Outcome.CREATED);
          String id = mapping.target(item.kind(), item.id()).orElseThrow();
          Optional<Item> there = making.read(item, id);
          write(item, wanted(item, rewritten.body(), there), there);
          if (created && !tallies.isFailed(item)) {
            tallies.outcome(item, Outcome.CREATED);
          }
        });
  }

  /** A failure of this one object is told, and the rest goes on. */
  void guarded(Item item, Runnable work) {
    permit.hold();
    try {
      work.run();
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      tallies.failed(item, e.getMessage());
    } catch (DamagedContentException e) {
      tallies.failed(item, e.getMessage());
    }
  }

  /** What would be written where nothing is there yet, as far as it can be said. */
  Item wanted(Item item) {
    return wanted(item, rewriter.rewrite(item).body(), Optional.empty());
  }

  /** What would be written for one object, as far as it can be said. */
  Item rendered(Item item, Item there) {
    return wanted(item, rewriter.rewrite(item).body(), Optional.of(there));
  }

  /** What the target's object should be: at rest, and with what only the target knows kept. */
  private Item wanted(Item item, ObjectNode body, Optional<Item> there) {
    ObjectNode whole =
        Withheld.restored(body, there.<JsonNode>map(Item::body).orElse(MissingNode.getInstance()));
    return item.withBody(options.starters().resting(item.kind(), whole))
        .withMark(Matches.mark(options.from(), item.id()));
  }

  private void write(Item item, Item wanted, Optional<Item> there) {
    Merge.Decision decision = deciding.decide(item, wanted, there);
    switch (decision) {
      case CREATE -> agreed(item, wanted, making.create(wanted), true);
      case UPDATE, OVERWRITE -> {
        Item before = there.orElseThrow();
        if (!catalogue.canBecome(before, wanted)) {
          tallies.failed(
              item,
              "differs in what cannot be changed in place. Delete %s at the target and run again: it is made anew, and what refers to it follows."
                  .formatted(before.id()));
          return;
        }
        catalogue.update(making.writing(), before.id(), wanted, before);
        agreed(item, wanted, making.again(wanted, before.id()), true);
      }
      case ADOPT -> {
        if (there.orElseThrow().mark().equals(wanted.mark())) {
          catalogue.settle(api, item.kind(), there.get().id());
        }
        agreed(item, wanted, there.get(), true);
      }
      case KEEP -> agreed(item, wanted, there.orElseThrow(), false);
      case KEEP_CHANGED -> {
        tallies.problem(Problem.failed(item.kind(), item.key(), changed(there.orElseThrow())));
        if (item.kind() == Kind.MOUNT) {
          row(item).ifPresent(row -> noted(row.withStamp(MountLook.CHANGED), true));
        }
      }
    }
    tallies.outcome(item, Deciding.outcome(decision));
  }

  private String changed(Item there) {
    return options.starters().isActive(there.kind(), there.body())
        ? "was activated or changed by hand at the target, and stays so. Set workspace.conflict: overwrite to put it to rest."
        : "was changed by hand at the target, or was there before, and stays as it is. Set workspace.conflict: overwrite to give it up.";
  }

  private void agreed(Item item, Item wanted, Item there, boolean note) {
    Starters starters = options.starters();
    mapping.put(item.kind(), item.id(), there.id());
    Row before = rows.get(name(item.kind(), item.id()));
    Row row =
        new Row(
            item.kind(),
            item.key(),
            item.id(),
            there.id(),
            Hashes.of(starters, item),
            Hashes.of(starters, wanted),
            Hashes.of(starters, there),
            there.stamp().isEmpty() && there.blob().isPresent() && before != null
                ? before.toStamp()
                : there.stamp(),
            there.blob().map(Blob::sha256).orElse(""),
            before == null ? "" : before.aclHash(),
            starters.intent(item.kind(), item.body()),
            0);
    noted(row, note);
  }

  void noted(Row row, boolean journalled) {
    rows.put(name(row), row);
    if (journalled) {
      journal.add(row);
    }
  }

  void forget(Row row) {
    rows.remove(name(row));
  }

  Optional<Row> row(Item item) {
    return Optional.ofNullable(rows.get(name(item.kind(), item.id())));
  }

  Ledger ledger() {
    return ledger;
  }

  ImportOptions options() {
    return options;
  }

  Snapshot source() {
    return source;
  }

  Snapshot target() {
    return target;
  }

  Optional<Item> there(Item item) {
    return matches.target(item);
  }

  /** Whether the target's mounts are those that its snapshot holds, and no others. */
  boolean sawMounts() {
    return mounts.sawAll();
  }

  LiveMapping mapping() {
    return mapping;
  }

  Rewriter rewriter() {
    return rewriter;
  }

  Tallies tallies() {
    return tallies;
  }

  Api api() {
    return api;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  Permit permit() {
    return permit;
  }

  Workers workers() {
    return workers;
  }

  private ImportReport report(String export) {
    Map<Kind, SortedMap<String, String>> mappings = new EnumMap<>(Kind.class);
    for (Kind kind : List.of(Kind.CLUSTER, Kind.INSTANCE_POOL, Kind.CLUSTER_POLICY, Kind.JOB)) {
      mappings.put(kind, mapping.of(kind));
    }
    return new ImportReport(
        export,
        tallies.counts(),
        tallies.permissions(),
        tallies.goneCount(),
        tallies.deletedCount(),
        mappings,
        places.all(),
        tallies.problems(),
        api.writes(),
        api.reads());
  }
}
