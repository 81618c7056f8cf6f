package io.twinlake.metastore.hive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.ServerFacts;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.hadoop.hive.metastore.api.ColumnStatisticsObj;
import org.apache.hadoop.hive.metastore.api.ForeignKeysRequest;
import org.apache.hadoop.hive.metastore.api.GetTablesRequest;
import org.apache.hadoop.hive.metastore.api.HiveObjectRef;
import org.apache.hadoop.hive.metastore.api.HiveObjectType;
import org.apache.hadoop.hive.metastore.api.NotificationEvent;
import org.apache.hadoop.hive.metastore.api.NotificationEventRequest;
import org.apache.hadoop.hive.metastore.api.PartitionsStatsRequest;
import org.apache.hadoop.hive.metastore.api.PrimaryKeysRequest;
import org.apache.hadoop.hive.metastore.api.TableStatsRequest;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;

/**
 * A metastore through the calls that all servers from 2.3 to 4.0 have, with the structs of Hive
 * 2.3. A read that meets a broken connection is asked again, three times at most; a write never is.
 */
public final class HiveMetastore implements MetastoreWriter {
  private static final int ATTEMPTS = 3;
  private static final int EVENTS = 1_000;

  /** What one call does. */
  interface Call<T> {
    T on(ThriftHiveMetastore.Iface hive) throws TException;
  }

  private final String site;
  private final Session.Opener opener;
  private Session session;

  HiveMetastore(String site, Session.Opener opener) {
    this.site = site;
    this.opener = opener;
  }

  /** Opens {@code place} over Thrift or JDBC. Asks nothing yet. */
  public static MetastoreWriter open(io.twinlake.metastore.MetastorePlace place) {
    return new HiveMetastore(
        place.site(), place.isJdbc() ? EmbeddedSession.opener(place) : ThriftSession.opener(place));
  }

  private Session session() {
    if (session == null) {
      session = opener.open();
    }
    return session;
  }

  private <T> T read(String what, Call<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(what, call);
      } catch (MetastoreException e) {
        if (e.problem() != Problem.BROKEN || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private <T> T once(String what, Call<T> call) {
    try {
      return call.on(session().hive());
    } catch (TException e) {
      MetastoreException failure = Failing.of(site, what, e);
      if (failure.problem() == Problem.BROKEN) {
        close();
      }
      throw failure;
    }
  }

  private <T> Optional<T> ifThere(String what, Call<T> call) {
    try {
      return Optional.of(read(what, call));
    } catch (MetastoreException e) {
      if (e.problem() == Problem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<ObjectNode> trees(List<? extends TBase<?, ?>> structs) {
    List<ObjectNode> trees = new ArrayList<>(structs.size());
    structs.forEach(struct -> trees.add(ThriftTree.of(struct)));
    return trees;
  }

  @Override
  public ServerFacts facts() {
    return new ServerFacts(opener.kind(), session().generation());
  }

  @Override
  public Optional<Long> lastEvent() {
    try {
      long event =
          read(
              "asking for its log of changes",
              hive -> hive.get_current_notificationEventId().getEventId());
      // Zero is what a server without a log says, too.
      return event > 0 ? Optional.of(event) : Optional.empty();
    } catch (MetastoreException e) {
      if (e.problem() == Problem.REFUSED || e.problem() == Problem.UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Set<String> changedSince(long event) {
    Set<String> changed = new TreeSet<>();
    long last = event;
    while (true) {
      NotificationEventRequest request = new NotificationEventRequest(last);
      request.setMaxEvents(EVENTS);
      List<NotificationEvent> events =
          read(
              "reading its log of changes",
              hive -> hive.get_next_notification(request).getEvents());
      for (NotificationEvent one : events) {
        String db = String.valueOf(one.getDbName());
        changed.add(one.getTableName() == null ? db : db + "." + one.getTableName());
        // A renamed table has its new name there; the old one is gone from the list of tables.
        last = Math.max(last, one.getEventId());
      }
      if (events.size() < EVENTS) {
        return changed;
      }
    }
  }

  @Override
  public List<String> databases() {
    return read("listing databases", ThriftHiveMetastore.Iface::get_all_databases);
  }

  @Override
  public Optional<ObjectNode> database(String name) {
    return ifThere("reading database " + name, hive -> ThriftTree.of(hive.get_database(name)));
  }

  @Override
  public List<String> tableNames(String db) {
    return read("listing tables of " + db, hive -> hive.get_all_tables(db));
  }

  @Override
  public List<ObjectNode> tables(
      String db, List<String> names, BiConsumer<String, String> refused) {
    if (names.isEmpty()) {
      return List.of();
    }
    GetTablesRequest request = new GetTablesRequest(db);
    request.setTblNames(names);
    try {
      return read(
          "reading table"
              + (names.size() == 1 ? " %s.%s".formatted(db, names.get(0)) : "s of " + db),
          hive -> trees(hive.get_table_objects_by_name_req(request).getTables()));
    } catch (MetastoreException e) {
      if (e.problem() != Problem.REFUSED) {
        throw e;
      }
      if (names.size() == 1) {
        refused.accept(names.get(0), e.getMessage());
        return List.of();
      }
    }
    // One of them is of a kind that the server does not show to every client; not all are.
    List<ObjectNode> found = new ArrayList<>();
    names.forEach(name -> found.addAll(tables(db, List.of(name), refused)));
    return found;
  }

  @Override
  public List<String> partitionNames(String db, String table) {
    return read(
        "listing partitions of %s.%s".formatted(db, table),
        hive -> hive.get_partition_names(db, table, (short) -1));
  }

  @Override
  public List<ObjectNode> partitions(String db, String table, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    return read(
        "reading partitions of %s.%s".formatted(db, table),
        hive -> trees(hive.get_partitions_by_names(db, table, names)));
  }

  @Override
  public List<ObjectNode> functions() {
    return read(
        "listing functions",
        hive -> {
          var functions = hive.get_all_functions().getFunctions();
          return functions == null ? List.of() : trees(functions);
        });
  }

  @Override
  public List<ObjectNode> statistics(
      String db, String table, List<String> columns, List<String> partitions) {
    if (columns.isEmpty()) {
      return List.of();
    }
    String what = "reading statistics of %s.%s".formatted(db, table);
    if (partitions.isEmpty()) {
      TableStatsRequest request = new TableStatsRequest(db, table, columns);
      return ifThere(what, hive -> hive.get_table_statistics_req(request).getTableStats())
          .filter(found -> !found.isEmpty())
          .map(found -> List.of(statistics(db, table, "", found)))
          .orElse(List.of());
    }
    PartitionsStatsRequest request = new PartitionsStatsRequest(db, table, columns, partitions);
    Map<String, List<ColumnStatisticsObj>> found =
        ifThere(what, hive -> hive.get_partitions_statistics_req(request).getPartStats())
            .orElse(Map.of());
    List<ObjectNode> all = new ArrayList<>();
    new TreeMap<>(found)
        .forEach(
            (part, columnStats) -> {
              if (!columnStats.isEmpty()) {
                all.add(statistics(db, table, part, columnStats));
              }
            });
    return all;
  }

  private static ObjectNode statistics(
      String db, String table, String part, List<ColumnStatisticsObj> found) {
    ObjectNode tree = Trees.object();
    ObjectNode desc = tree.putObject("statsDesc");
    desc.put("isTblLevel", part.isEmpty()).put("dbName", db).put("tableName", table);
    if (!part.isEmpty()) {
      desc.put("partName", part);
    }
    ArrayNode objects = tree.putArray("statsObj");
    found.stream()
        .sorted((a, b) -> a.getColName().compareTo(b.getColName()))
        .forEach(one -> objects.add(ThriftTree.of(one)));
    return tree;
  }

  @Override
  public List<ObjectNode> constraints(String db, String table) {
    Map<String, ObjectNode> byName = new TreeMap<>();
    String what = "reading constraints of %s.%s".formatted(db, table);
    ifThere(what, hive -> hive.get_primary_keys(new PrimaryKeysRequest(db, table)).getPrimaryKeys())
        .orElse(List.of())
        .forEach(key -> constraint(byName, "primaryKey", key.getPk_name(), key));
    ForeignKeysRequest request = new ForeignKeysRequest(null, null, db, table);
    ifThere(what, hive -> hive.get_foreign_keys(request).getForeignKeys())
        .orElse(List.of())
        .forEach(key -> constraint(byName, "foreignKey", key.getFk_name(), key));
    return List.copyOf(byName.values());
  }

  private static void constraint(
      Map<String, ObjectNode> byName, String type, String name, TBase<?, ?> column) {
    ObjectNode constraint =
        byName.computeIfAbsent(
            name, n -> Trees.object().put("constraintType", type).put("constraintName", n));
    ((ArrayNode)
            (constraint.has("columns")
                ? constraint.get("columns")
                : constraint.putArray("columns")))
        .add(ThriftTree.of(column));
  }

  @Override
  public List<ObjectNode> grants(String db, String table) {
    HiveObjectRef ref = new HiveObjectRef();
    ref.setObjectType(table.isEmpty() ? HiveObjectType.DATABASE : HiveObjectType.TABLE);
    ref.setDbName(db);
    if (!table.isEmpty()) {
      ref.setObjectName(table);
    }
    return ifThere(
            "reading grants on %s".formatted(table.isEmpty() ? db : db + "." + table),
            hive -> trees(hive.list_privileges(null, null, ref)))
        .orElse(List.of());
  }

  @Override
  public void apply(MetastoreChange change) {
    String what =
        "%s %s"
            .formatted(
                change.op().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                change.key());
    if (change.op() == MetastoreChange.Op.ALTER
        && change.key().kind() == Kind.DATABASE
        && session().generation() >= 4) {
      throw new MetastoreException(
          Problem.REFUSED,
          "The metastore of %s is of version 4, whose databases have a managed location that this client would clear: %s was not altered. Alter it by hand, or drop and import it again."
              .formatted(site, change.key()));
    }
    once(
        what,
        hive -> {
          HiveCalls.apply(hive, change);
          return true;
        });
  }

  @Override
  public void close() {
    if (session != null) {
      Session last = session;
      session = null;
      last.close();
    }
  }
}
