package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.PartitionNames;
import io.twinlake.metastore.sync.Hanging;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A metastore in memory that keeps a server's promises: one change at a time, whole objects, no
 * data of its own. It counts calls, and can be told to die.
 */
final class FakeMetastore implements MetastoreWriter {
  final SortedMap<Key, ObjectNode> objects = new TreeMap<>();
  final List<String> written = new ArrayList<>();

  /** Told before each read of tables; changes what is there meanwhile. */
  Runnable meanwhile = () -> {};

  /** Told before each read of partitions. */
  Runnable beforePartitions = () -> {};

  /** After so many more changes every call fails; -1 for never. */
  int diesAfter = -1;

  /** The next change is made, and its answer is lost. */
  boolean losesAnswer;

  /** The next change of this kind of call is refused. */
  Optional<MetastoreChange.Op> refuses = Optional.empty();

  /** Tables that are there, and that it cannot show. */
  final Set<String> unreadable = new HashSet<>();

  long event;

  ServerFacts facts = new ServerFacts("fake", 3);

  /** What it makes of what it is asked to keep. */
  UnaryOperator<Item> keeps = item -> item;

  void put(ObjectNode... all) {
    for (ObjectNode raw : all) {
      objects.put(key(raw), raw.deepCopy());
    }
  }

  private Key key(ObjectNode raw) {
    if (raw.has("functionName")) {
      return Key.function(raw.path("dbName").asText(), raw.path("functionName").asText());
    }
    if (raw.has("tableType")) {
      return Key.table(raw.path("dbName").asText(), raw.path("tableName").asText());
    }
    if (raw.has("values")) {
      Key table = Key.table(raw.path("dbName").asText(), raw.path("tableName").asText());
      return Key.partition(
          table.db(),
          table.name(),
          PartitionNames.of(PartitionNames.keys(objects.get(table)), raw));
    }
    return Key.database(raw.path("name").asText());
  }

  private void alive() {
    if (diesAfter == 0) {
      throw new MetastoreException(Problem.UNREACHABLE, "It is dead.");
    }
  }

  private void found(String db, String table) {
    if (!objects.containsKey(Key.table(db, table))) {
      throw new MetastoreException(Problem.NOT_FOUND, db + "." + table + " is not there.");
    }
  }

  private List<ObjectNode> of(Kind kind, String db, String name) {
    alive();
    return objects.entrySet().stream()
        .filter(e -> e.getKey().kind() == kind)
        .filter(e -> db.isEmpty() || e.getKey().db().equals(db))
        .filter(e -> name.isEmpty() || e.getKey().name().equals(name))
        .map(e -> e.getValue().deepCopy())
        .toList();
  }

  @Override
  public ServerFacts facts() {
    return facts;
  }

  @Override
  public Optional<Long> lastEvent() {
    return event == 0 ? Optional.empty() : Optional.of(event);
  }

  final SortedMap<Long, String> log = new TreeMap<>();

  @Override
  public Set<String> changedSince(long since) {
    return Set.copyOf(log.tailMap(since + 1).values());
  }

  @Override
  public List<String> databases() {
    alive();
    return objects.keySet().stream()
        .filter(key -> key.kind() == Kind.DATABASE)
        .map(Key::db)
        .toList();
  }

  @Override
  public Optional<ObjectNode> database(String name) {
    alive();
    return Optional.ofNullable(objects.get(Key.database(name))).map(ObjectNode::deepCopy);
  }

  @Override
  public List<String> tableNames(String db) {
    alive();
    return objects.keySet().stream()
        .filter(key -> key.kind() == Kind.TABLE && key.db().equals(db))
        .map(Key::name)
        .toList();
  }

  @Override
  public List<ObjectNode> tables(
      String db, List<String> names, BiConsumer<String, String> refused) {
    meanwhile.run();
    return of(Kind.TABLE, db, "").stream()
        .filter(raw -> names.contains(raw.path("tableName").asText()))
        .filter(raw -> isShown(raw.path("tableName").asText(), refused))
        .toList();
  }

  private boolean isShown(String table, BiConsumer<String, String> refused) {
    if (unreadable.contains(table)) {
      refused.accept(table, "It cannot show it.");
    }
    return !unreadable.contains(table);
  }

  @Override
  public List<String> partitionNames(String db, String table) {
    alive();
    found(db, table);
    return objects.keySet().stream()
        .filter(k -> k.kind() == Kind.PARTITION && k.db().equals(db) && k.name().equals(table))
        .map(Key::part)
        .toList();
  }

  @Override
  public List<ObjectNode> partitions(String db, String table, List<String> names) {
    beforePartitions.run();
    found(db, table);
    List<ObjectNode> found = new ArrayList<>();
    for (String name : names) {
      Optional.ofNullable(objects.get(Key.partition(db, table, name)))
          .ifPresent(raw -> found.add(raw.deepCopy()));
    }
    return found;
  }

  @Override
  public List<ObjectNode> functions() {
    return of(Kind.FUNCTION, "", "");
  }

  @Override
  public List<ObjectNode> statistics(
      String db, String table, List<String> columns, List<String> partitions) {
    return partitions.isEmpty() ? of(Kind.STATISTICS, db, table) : List.of();
  }

  @Override
  public List<ObjectNode> constraints(String db, String table) {
    return of(Kind.CONSTRAINT, db, table);
  }

  @Override
  public List<ObjectNode> grants(String db, String table) {
    return objects.entrySet().stream()
        .filter(e -> e.getKey().kind() == Kind.GRANT)
        .filter(e -> e.getKey().db().equals(db) && e.getKey().name().equals(table))
        .map(e -> e.getValue().deepCopy())
        .toList();
  }

  @Override
  public Item kept(Item wanted, Consumer<String> lost) {
    Item kept = keeps.apply(wanted);
    if (!kept.equals(wanted)) {
      lost.accept("it loses something here");
    }
    return kept;
  }

  @Override
  public void apply(MetastoreChange change) {
    alive();
    if (refuses.filter(op -> op == change.op()).isPresent()) {
      refuses = Optional.empty();
      throw new MetastoreException(Problem.REFUSED, "It refuses.");
    }
    if (diesAfter > 0) {
      diesAfter--;
    }
    written.add(change.op() + " " + change.key());
    carryOut(change);
    if (losesAnswer) {
      losesAnswer = false;
      throw new MetastoreException(Problem.BROKEN, "The answer was lost.");
    }
  }

  private void carryOut(MetastoreChange change) {
    Key key = change.key();
    switch (change.op()) {
      case CREATE -> {
        if (objects.containsKey(key)) {
          throw new MetastoreException(Problem.ALREADY_EXISTS, key + " is there already");
        }
        objects.put(key, change.objects().get(0).deepCopy());
      }
      case ALTER -> {
        if (!objects.containsKey(key)) {
          throw new MetastoreException(Problem.NOT_FOUND, key + " is not there");
        }
        objects.put(key, change.objects().get(0).deepCopy());
      }
      case DROP -> {
        objects.remove(key);
        if (key.kind() == Kind.TABLE) {
          objects.keySet().removeIf(k -> k.db().equals(key.db()) && k.name().equals(key.name()));
        }
      }
      case ADD_PARTITIONS -> change.objects().forEach(raw -> objects.putIfAbsent(key(raw), raw));
      case ALTER_PARTITIONS -> change.objects().forEach(raw -> objects.put(key(raw), raw));
      case DROP_PARTITIONS ->
          change.names().forEach(name -> objects.remove(Key.partition(key.db(), key.name(), name)));
      case SET_STATISTICS -> objects.put(key, change.objects().get(0).deepCopy());
      case RENAME -> {
        String name = change.names().get(0);
        SortedMap<Key, ObjectNode> moved = new TreeMap<>();
        objects.forEach(
            (k, raw) -> {
              if (k.db().equals(key.db()) && k.name().equals(key.name())) {
                moved.put(
                    new Key(k.kind(), k.db(), name, k.part()),
                    raw.deepCopy().put("tableName", name));
              }
            });
        objects.keySet().removeIf(k -> k.db().equals(key.db()) && k.name().equals(key.name()));
        objects.putAll(moved);
      }
    }
  }

  static Key grantKey(Key table, ObjectNode raw) {
    return table.as(Kind.GRANT, Hanging.grant(raw));
  }

  @Override
  public void close() {}
}
