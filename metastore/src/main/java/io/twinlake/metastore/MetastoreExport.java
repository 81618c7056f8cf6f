package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.archive.Exports;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.archive.Manifest.Consistency;
import io.twinlake.metastore.archive.Manifest.Part;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.Trees;
import io.twinlake.metastore.sync.Content;
import io.twinlake.metastore.sync.Hanging;
import io.twinlake.metastore.sync.Mark;
import io.twinlake.metastore.sync.Standby;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads one metastore and puts an export of it. Whatever changes while it is read is read again:
 * what the server's log names, or else what a second look finds changed. An object that is dropped
 * meanwhile is not in the export; that is no failure.
 */
final class MetastoreExport {
  private static final int TABLES = 100;
  private static final int ROUNDS = 4;

  private final MetastoreReader reader;
  private final Scope scope;
  private final Exports.Writer writer;
  private final int batch;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> redactions = new TreeSet<>();
  private Set<Kind> hidden = Set.of();

  /** One table with all that hangs on it. */
  private record Read(
      Item table, String partitionNames, List<Item> hanging, List<Part> partitions) {
    String stamp() {
      // All of it: a second look must see what does not count for a comparison, too.
      return Trees.sha256(table.raw().toString()) + partitionNames;
    }
  }

  private final SortedMap<String, Item> databases = new TreeMap<>();
  private final SortedMap<Key, Read> tables = new TreeMap<>();
  private final SortedMap<Key, String> refused = new TreeMap<>();

  MetastoreExport(MetastoreReader reader, Scope scope, Exports.Writer writer, int batch) {
    this.reader = reader;
    this.scope = scope;
    this.writer = writer;
    this.batch = batch;
  }

  Manifest run(String pair, String site, String id, Optional<Long> point, Clock clock) {
    Instant startedAt = clock.instant();
    ServerFacts facts = reader.facts();
    hidden = facts.hiddenKinds();
    Optional<Long> before = reader.lastEvent();
    readAll();
    Consistency consistency = before.isPresent() ? byLog(before.get()) : byTwoScans();
    List<Part> parts = new ArrayList<>();
    put(parts, Kind.DATABASE, "", "", databases.values());
    tables.keySet().stream()
        .map(Key::db)
        .distinct()
        .forEach(
            db ->
                put(
                    parts,
                    Kind.TABLE,
                    db,
                    "",
                    tables.entrySet().stream()
                        .filter(e -> e.getKey().db().equals(db))
                        .map(e -> e.getValue().table())
                        .toList()));
    tables.values().forEach(read -> parts.addAll(read.partitions()));
    for (Kind kind : List.of(Kind.STATISTICS, Kind.CONSTRAINT, Kind.GRANT)) {
      List<Item> items = new ArrayList<>();
      if (kind == Kind.GRANT && asks(kind)) {
        databases.keySet().forEach(db -> items.addAll(grants(db, "")));
      }
      tables
          .values()
          .forEach(
              read ->
                  read.hanging().stream()
                      .filter(item -> item.key().kind() == kind)
                      .forEach(items::add));
      put(parts, kind, "", "", items);
    }
    if (asks(Kind.FUNCTION)) {
      put(parts, Kind.FUNCTION, "", "", functions());
    }
    facts
        .hides()
        .forEach(
            what ->
                findings.add(
                    new Finding(
                        Finding.Level.NOTE,
                        "all of it",
                        "not in this export, since %s hides them: %s"
                            .formatted(facts.kind(), what))));
    findings.addAll(reader.findings());
    refused.forEach((key, why) -> findings.add(Finding.leftOut(key, why)));
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_NOW,
            id,
            pair,
            site,
            facts.kind(),
            facts.generation(),
            facts.isDegraded() ? "degraded" : "full",
            startedAt,
            clock.instant(),
            consistency,
            before,
            before.isPresent() ? reader.lastEvent() : Optional.empty(),
            point,
            writer.names().roots(),
            parts,
            List.copyOf(redactions),
            findings,
            Optional.of(scope.selection()));
    writer.commit(manifest);
    return manifest;
  }

  private void put(List<Part> parts, Kind kind, String db, String table, Iterable<Item> items) {
    Exports.PartWriter part = writer.part(kind, db, table);
    items.forEach(item -> part.add(clean(item)));
    parts.addAll(part.end());
  }

  /** Without secrets, and as it was before any import. */
  private Item clean(Item item) {
    return Secrets.redacted(Standby.awake(Mark.without(item)), redactions::add);
  }

  private void readAll() {
    for (String db : databaseNames()) {
      readDatabase(db);
      readTables(db, tableNames(db), false);
    }
  }

  private List<String> databaseNames() {
    return reader.databases().stream().filter(scope::database).sorted().toList();
  }

  private List<String> tableNames(String db) {
    return reader.tableNames(db).stream().filter(t -> scope.table(db, t)).sorted().toList();
  }

  private void readDatabase(String db) {
    reader
        .database(db)
        .ifPresentOrElse(
            raw -> databases.put(db, new Item(Key.database(db), raw)),
            () -> {
              databases.remove(db);
              tables.keySet().removeIf(key -> key.db().equals(db));
            });
  }

  /** Reads tables anew; those that are gone are forgotten. */
  private Set<Key> readTables(String db, List<String> names, boolean onlyIfChanged) {
    Set<Key> changed = new HashSet<>();
    for (int i = 0; i < names.size(); i += TABLES) {
      List<String> some = names.subList(i, Math.min(names.size(), i + TABLES));
      Map<String, ObjectNode> found = new HashMap<>();
      reader
          .tables(db, some, (name, why) -> refused.put(Key.table(db, name), why))
          .forEach(raw -> found.put(raw.path("tableName").asText(), raw));
      for (String name : some) {
        Key key = Key.table(db, name);
        ObjectNode raw = found.get(name);
        if (raw == null) {
          if (tables.remove(key) != null) {
            changed.add(key);
          }
          continue;
        }
        Item table = new Item(key, raw);
        List<String> partitions = partitionNames(table);
        String names2 = partitions.isEmpty() ? "" : Trees.sha256(String.join("\n", partitions));
        Read before = tables.get(key);
        Read looked = new Read(table, names2, List.of(), List.of());
        if (onlyIfChanged && before != null && before.stamp().equals(looked.stamp())) {
          continue;
        }
        changed.add(key);
        try {
          tables.put(key, whole(table, partitions, names2));
        } catch (MetastoreException e) {
          if (e.problem() != Problem.NOT_FOUND) {
            throw e;
          }
          // Dropped since its name was read.
          tables.remove(key);
        }
      }
    }
    return changed;
  }

  private List<String> partitionNames(Item table) {
    if (table.raw().path("partitionKeys").isEmpty()) {
      return List.of();
    }
    try {
      return reader.partitionNames(table.key().db(), table.key().name()).stream().sorted().toList();
    } catch (MetastoreException e) {
      if (e.problem() == Problem.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private Read whole(Item table, List<String> partitions, String stamp) {
    Key key = table.key();
    List<Item> hanging = new ArrayList<>();
    TableReading reading = new TableReading(reader, batch);
    Exports.PartWriter part = writer.part(Kind.PARTITION, key.db(), key.name());
    boolean statistics = asks(Kind.STATISTICS);
    reading.partitions(
        table,
        partitions,
        page -> {
          page.forEach(item -> part.add(clean(item)));
          if (statistics) {
            hanging.addAll(reading.statistics(table, page));
          }
        });
    if (statistics && !isView(table)) {
      hanging.addAll(reading.statistics(table, List.of()));
    }
    if (asks(Kind.CONSTRAINT) && !isView(table)) {
      optional(
          key,
          "constraints",
          () ->
              reader
                  .constraints(key.db(), key.name())
                  .forEach(
                      raw ->
                          hanging.add(
                              new Item(
                                  key.as(Kind.CONSTRAINT, raw.path("constraintName").asText()),
                                  raw))));
    }
    if (asks(Kind.GRANT)) {
      hanging.addAll(grants(key.db(), key.name()));
    }
    return new Read(table, stamp, hanging, part.end());
  }

  private boolean asks(Kind kind) {
    return scope.kind(kind) && !hidden.contains(kind);
  }

  static boolean isView(Item table) {
    return table.raw().path("tableType").asText().equals("VIRTUAL_VIEW");
  }

  private List<Item> grants(String db, String table) {
    List<Item> grants = new ArrayList<>();
    Key key = table.isEmpty() ? Key.database(db) : Key.table(db, table);
    optional(
        key,
        "grants",
        () ->
            reader
                .grants(db, table)
                .forEach(raw -> grants.add(new Item(key.as(Kind.GRANT, Hanging.grant(raw)), raw))));
    return grants;
  }

  /** What a server may not have, or not show. */
  private void optional(Key key, String what, Runnable read) {
    try {
      read.run();
    } catch (MetastoreException e) {
      if (e.problem() != Problem.REFUSED && e.problem() != Problem.UNSUPPORTED) {
        throw e;
      }
      findings.add(
          Finding.leftOut(key, "its %s could not be read: %s".formatted(what, e.getMessage())));
    }
  }

  private List<Item> functions() {
    List<Item> functions = new ArrayList<>();
    for (ObjectNode raw : reader.functions()) {
      String db = raw.path("dbName").asText();
      if (scope.database(db)) {
        functions.add(new Item(Key.function(db, raw.path("functionName").asText()), raw));
      }
    }
    functions.sort(java.util.Comparator.comparing(Item::key));
    return functions;
  }

  /** Reads again what the log says changed, until it says nothing more. */
  private Consistency byLog(long before) {
    long since = before;
    Set<String> changed = Set.of();
    for (int round = 0; round < ROUNDS; round++) {
      long now = reader.lastEvent().orElse(since);
      if (now == since) {
        return Consistency.LOG;
      }
      changed = reader.changedSince(since);
      since = now;
      reread(changed);
    }
    changing(changed);
    return Consistency.CHANGING;
  }

  private void reread(Set<String> changed) {
    Set<String> dbs = new TreeSet<>();
    changed.forEach(name -> dbs.add(name.replaceFirst("\\..*", "")));
    for (String db : dbs) {
      if (!scope.database(db)) {
        continue;
      }
      readDatabase(db);
      if (!databases.containsKey(db)) {
        continue;
      }
      List<String> there = tableNames(db);
      // Also the old name of what was renamed, which the log does not tell.
      tables.keySet().removeIf(key -> key.db().equals(db) && !there.contains(key.name()));
      readTables(
          db,
          there.stream()
              .filter(t -> changed.contains(db + "." + t) || !tables.containsKey(Key.table(db, t)))
              .toList(),
          false);
    }
  }

  /** Looks at everything again until nothing changed. */
  private Consistency byTwoScans() {
    Set<Key> changed = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      changed.clear();
      List<String> dbs = databaseNames();
      databases.keySet().retainAll(dbs);
      tables.keySet().removeIf(key -> !dbs.contains(key.db()));
      for (String db : dbs) {
        Item before = databases.get(db);
        readDatabase(db);
        if (before == null
            || databases.get(db) == null
            || !Content.hash(before).equals(Content.hash(databases.get(db)))) {
          changed.add(Key.database(db));
        }
        List<String> there = tableNames(db);
        tables
            .keySet()
            .removeIf(
                key -> key.db().equals(db) && !there.contains(key.name()) && changed.add(key));
        changed.addAll(readTables(db, there, true));
      }
      if (changed.isEmpty()) {
        return Consistency.TWO_SCANS;
      }
    }
    Set<String> names = new TreeSet<>();
    changed.forEach(key -> names.add(key.toString()));
    changing(names);
    return Consistency.CHANGING;
  }

  private void changing(Set<String> names) {
    Consumer<String> tell =
        name ->
            findings.add(
                new Finding(
                    Finding.Level.LEFT_OUT,
                    name,
                    "it changed during %d looks in a row; the export holds its last state, which may not fit the rest. Export again at a quieter time."
                        .formatted(ROUNDS)));
    names.forEach(tell);
  }
}
