package io.twinlake.jobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.ServerFacts;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.PartitionNames;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The metastore of a Spark session, through the catalog that Spark itself uses. It loses what Spark
 * has no word for, and says so. What could cost data is refused: Spark's catalog has no way to drop
 * a managed table, or a database, and leave its files.
 */
public final class SparkCatalog implements MetastoreWriter {
  private static final List<String> HIDES =
      List.of(
          "owners: whoever writes through Spark becomes the owner",
          "grants",
          "column statistics, and Spark's own in properties; run ANALYZE TABLE at the target",
          "primary and foreign keys",
          "skewed columns, storage handlers, and partitions with a format of their own",
          "columns of Spark's sources as Hive sees them, and placeholders of locations; Spark sets them itself");

  private final String site;
  private final Supplier<SparkSession> start;
  private final boolean ours;
  private final List<Finding> findings = new ArrayList<>();

  /** Partitioned tables as they are kept at the target, in Hive's shape. */
  private final Map<Key, ObjectNode> kept = new HashMap<>();

  private SparkSession session;
  private SparkObjects objects;
  private Object catalog;

  /** All partitions of the table that was looked at last, by name; as Spark describes them. */
  private Map<String, Object> page = Map.of();

  private Key pageOf = Key.database("");

  /**
   * @param site whose metastore it is; the session must be one of that site's own cluster
   * @param start gives the session, with Hive; asked at the first call
   * @param ours whether the session is stopped at the end
   */
  public SparkCatalog(String site, Supplier<SparkSession> start, boolean ours) {
    this.site = site;
    this.start = start;
    this.ours = ours;
  }

  private SparkSession session() {
    if (session == null) {
      SparkSession started;
      try {
        started = start.get();
      } catch (IllegalArgumentException | NoClassDefFoundError e) {
        throw new MetastoreException(
            Problem.NOT_SET_UP,
            "The metastore of %s is 'spark', and Spark does not start here with its support for Hive: %s. Nothing was done. Run this on a cluster of %s."
                .formatted(site, e.getMessage(), site),
            e);
      }
      session = started;
      if (!started.conf().get("spark.sql.catalogImplementation", "").equals("hive")) {
        throw new MetastoreException(
            Problem.NOT_SET_UP,
            "The metastore of %s is 'spark', and the session has no metastore of Hive: spark.sql.catalogImplementation is not hive. Nothing was done. Set it, or name the metastore's server in sites.%s.metastore."
                .formatted(site, site));
      }
    }
    return session;
  }

  private SparkObjects objects() {
    if (objects == null) {
      objects = new SparkObjects(session().getClass().getClassLoader());
      catalog =
          call(
              "opening",
              () ->
                  SparkObjects.call(
                      SparkObjects.call(session(), "sharedState"), "externalCatalog"));
    }
    return objects;
  }

  private <T> T call(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (SparkObjects.CalledException e) {
      throw SparkFailing.of(site, what, e.getCause());
    }
  }

  private Object ask(String what, String method, Object... with) {
    objects();
    return call(what, () -> SparkObjects.call(catalog, method, with));
  }

  private ObjectNode tree(Object described) {
    return (ObjectNode) objects().tree(described);
  }

  @Override
  public ServerFacts facts() {
    String version = session().conf().get("spark.sql.hive.metastore.version", "2.3");
    int generation = Character.digit(version.charAt(0), 10);
    return new ServerFacts(
        "spark", generation, Set.of(Kind.STATISTICS, Kind.CONSTRAINT, Kind.GRANT), HIDES);
  }

  @Override
  public List<Finding> findings() {
    return findings;
  }

  @Override
  public Optional<Long> lastEvent() {
    return Optional.empty();
  }

  @Override
  public Set<String> changedSince(long event) {
    return Set.of();
  }

  private List<String> names(String what, String method, Object... with) {
    return SparkObjects.list(ask(what, method, with)).stream().map(String::valueOf).toList();
  }

  @Override
  public List<String> databases() {
    return names("listing databases", "listDatabases");
  }

  @Override
  public Optional<ObjectNode> database(String name) {
    return ifThere(
        () ->
            HiveOthers.databaseToHive(tree(ask("reading database " + name, "getDatabase", name))));
  }

  private static <T> Optional<T> ifThere(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (MetastoreException e) {
      if (e.problem() == Problem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<String> tableNames(String db) {
    return names("listing tables of " + db, "listTables", db);
  }

  @Override
  public List<ObjectNode> tables(
      String db, List<String> names, BiConsumer<String, String> refused) {
    List<ObjectNode> found = new ArrayList<>();
    for (String name : names) {
      try {
        described(db, name).ifPresent(spark -> found.add(table(Key.table(db, name), spark)));
      } catch (MetastoreException e) {
        if (e.problem() != Problem.REFUSED) {
          throw e;
        }
        refused.accept(name, e.getMessage());
      }
    }
    return found;
  }

  private Optional<ObjectNode> described(String db, String name) {
    String what = "reading table %s.%s".formatted(db, name);
    return ifThere(() -> tree(ask(what, "getTable", db, name)));
  }

  private ObjectNode table(Key key, ObjectNode spark) {
    if (!spark.path("unsupportedFeatures").isEmpty()) {
      Finding finding =
          Finding.note(
              key,
              "Spark does not show all of it, and the export has what it shows; hidden: "
                  + spark.get("unsupportedFeatures"));
      if (!findings.contains(finding)) {
        findings.add(finding);
      }
    }
    return HiveTables.toHive(spark);
  }

  private ObjectNode tableThere(String db, String name) {
    return described(db, name)
        .map(HiveTables::toHive)
        .orElseThrow(
            () ->
                new MetastoreException(
                    Problem.NOT_FOUND,
                    "The metastore of %s has no table %s.%s.".formatted(site, db, name)));
  }

  @Override
  public List<String> partitionNames(String db, String table) {
    page = Map.of();
    pageOf = Key.database("");
    return names(
            "listing partitions of %s.%s".formatted(db, table),
            "listPartitionNames",
            db,
            table,
            Option.empty())
        .stream()
        .map(HiveOthers::hiveName)
        .toList();
  }

  /** Spark reads all partitions of a table, or one; all of one table are held meanwhile. */
  @Override
  public List<ObjectNode> partitions(String db, String table, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    ObjectNode hive = tableThere(db, table);
    Key key = Key.table(db, table);
    if (!pageOf.equals(key)) {
      Map<String, Object> all = new HashMap<>();
      List<String> keys = PartitionNames.keys(hive);
      String what = "reading partitions of %s.%s".formatted(db, table);
      for (Object one : SparkObjects.list(ask(what, "listPartitions", db, table, Option.empty()))) {
        all.put(PartitionNames.of(keys, HiveOthers.partitionToHive(tree(one), hive)), one);
      }
      page = all;
      pageOf = key;
    }
    List<ObjectNode> found = new ArrayList<>();
    for (String name : names) {
      if (page.containsKey(name)) {
        found.add(HiveOthers.partitionToHive(tree(page.get(name)), hive));
      }
    }
    return found;
  }

  @Override
  public List<ObjectNode> functions() {
    List<ObjectNode> functions = new ArrayList<>();
    for (String db : databases()) {
      for (String name : names("listing functions of " + db, "listFunctions", db, "*")) {
        ifThere(
                () ->
                    tree(
                        ask("reading function %s.%s".formatted(db, name), "getFunction", db, name)))
            .ifPresent(spark -> functions.add(HiveOthers.functionToHive(spark)));
      }
    }
    return functions;
  }

  @Override
  public List<ObjectNode> statistics(
      String db, String table, List<String> columns, List<String> partitions) {
    return List.of();
  }

  @Override
  public List<ObjectNode> constraints(String db, String table) {
    return List.of();
  }

  @Override
  public List<ObjectNode> grants(String db, String table) {
    return List.of();
  }

  @Override
  public Item kept(Item wanted, Consumer<String> lost) {
    return switch (wanted.key().kind()) {
      case DATABASE ->
          wanted.with(HiveOthers.databaseToHive(HiveOthers.databaseToSpark(wanted.raw())));
      case FUNCTION ->
          wanted.with(HiveOthers.functionToHive(HiveOthers.functionToSpark(wanted.raw())));
      case TABLE -> {
        Object described = description(wanted.raw(), lost);
        ObjectNode hive = HiveTables.toHive(tree(described));
        if (!hive.path("partitionKeys").isEmpty()) {
          kept.put(wanted.key(), hive);
        }
        yield wanted.with(hive);
      }
      case PARTITION -> {
        ObjectNode table = kept.get(Key.table(wanted.key().db(), wanted.key().name()));
        yield table == null ? wanted : wanted.with(HiveOthers.partitionKept(wanted.raw(), table));
      }
      default -> wanted;
    };
  }

  /** A table as Spark describes it. */
  private Object description(ObjectNode hive, Consumer<String> lost) {
    ObjectNode spark = HiveTables.toSpark(hive, lost);
    try {
      return objects().object(SparkObjects.CATALOG + "CatalogTable", spark);
    } catch (MetastoreException | IllegalStateException e) {
      throw e;
    } catch (Exception e) {
      // Scala's exceptions are not declared.
      Throwable cause = e instanceof SparkObjects.CalledException ? e.getCause() : e;
      throw new MetastoreException(
          Problem.REFUSED,
          "Spark's catalog cannot describe it (%s), so Spark could not read it at the target either. Make it there with Hive"
              .formatted(SparkFailing.message(cause)),
          e);
    }
  }

  @Override
  public void apply(MetastoreChange change) {
    page = Map.of();
    pageOf = Key.database("");
    Key key = change.key();
    String what =
        "%s %s"
            .formatted(
                change.op().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), key);
    objects();
    switch (change.op()) {
      case CREATE -> create(what, key, change.objects().get(0));
      case ALTER -> alter(what, key, change.objects().get(0));
      case DROP -> drop(what, key);
      case ADD_PARTITIONS ->
          ask(what, "createPartitions", key.db(), key.name(), parts(key, change.objects()), true);
      case ALTER_PARTITIONS ->
          ask(what, "alterPartitions", key.db(), key.name(), parts(key, change.objects()));
      case DROP_PARTITIONS -> {
        List<Object> specs = new ArrayList<>();
        for (String name : change.names()) {
          ObjectNode spec = Trees.object();
          HiveOthers.values(name).forEach(spec::put);
          specs.add(objects.map(spec));
        }
        // No purge, and the data stays.
        ask(
            what,
            "dropPartitions",
            key.db(),
            key.name(),
            objects.sequence(specs),
            true,
            false,
            true);
      }
      case RENAME -> {
        requireDataStays(what, key);
        ask(what, "renameTable", key.db(), key.name(), change.names().get(0));
      }
      case SET_STATISTICS -> throw refused(what, "it does not carry them");
    }
  }

  private Object parts(Key table, List<ObjectNode> hive) {
    ObjectNode there = described(table.db(), table.name()).orElseThrow(() -> missing(table));
    List<String> columns = new ArrayList<>();
    there.path("partitionColumnNames").forEach(name -> columns.add(name.asText()));
    List<Object> parts = new ArrayList<>();
    for (ObjectNode one : hive) {
      parts.add(
          objects.object(
              SparkObjects.CATALOG + "CatalogTablePartition",
              HiveOthers.partitionToSpark(one, columns)));
    }
    return objects.sequence(parts);
  }

  private MetastoreException missing(Key table) {
    return new MetastoreException(
        Problem.NOT_FOUND, "The metastore of %s has no %s.".formatted(site, table));
  }

  private void create(String what, Key key, ObjectNode hive) {
    switch (key.kind()) {
      case DATABASE ->
          ask(
              what,
              "createDatabase",
              object("CatalogDatabase", HiveOthers.databaseToSpark(hive)),
              false);
      case FUNCTION ->
          ask(
              what,
              "createFunction",
              key.db(),
              object("CatalogFunction", HiveOthers.functionToSpark(hive)));
      case TABLE -> ask(what, "createTable", description(hive, lost -> {}), false);
      default -> throw refused(what, "it does not carry them");
    }
  }

  private Object object(String type, JsonNode spark) {
    return objects().object(SparkObjects.CATALOG + type, spark);
  }

  private void alter(String what, Key key, ObjectNode hive) {
    switch (key.kind()) {
      case DATABASE ->
          ask(what, "alterDatabase", object("CatalogDatabase", HiveOthers.databaseToSpark(hive)));
      case FUNCTION ->
          ask(
              what,
              "alterFunction",
              key.db(),
              object("CatalogFunction", HiveOthers.functionToSpark(hive)));
      case TABLE -> {
        Object wanted = description(hive, lost -> {});
        ObjectNode there = described(key.db(), key.name()).orElseThrow(() -> missing(key));
        JsonNode described = tree(wanted);
        if (!described.path("tableType").asText().equals("VIEW")) {
          for (String field : List.of("schema", "partitionColumnNames", "bucketSpec", "provider")) {
            if (!described.path(field).equals(there.path(field))) {
              throw refused(what, "it cannot change the %s of a table".formatted(field));
            }
          }
        }
        ask(what, "alterTable", wanted);
      }
      default -> throw refused(what, "it does not carry them");
    }
  }

  private void drop(String what, Key key) {
    switch (key.kind()) {
      case DATABASE ->
          throw refused(
              what,
              "it would delete the database's directory, and all that other tables have there");
      case FUNCTION -> ask(what, "dropFunction", key.db(), key.name());
      case TABLE -> {
        requireDataStays(what, key);
        ask(what, "dropTable", key.db(), key.name(), true, false);
      }
      default -> throw refused(what, "it does not carry them");
    }
  }

  /** Dropping deletes a managed table's data, and renaming moves it. */
  private void requireDataStays(String what, Key key) {
    ObjectNode there = described(key.db(), key.name()).orElseThrow(() -> missing(key));
    boolean managed = there.path("tableType").asText().equals("MANAGED");
    boolean purges = there.at("/properties/external.table.purge").asText().equalsIgnoreCase("true");
    if (managed || purges) {
      throw refused(
          what,
          "it would %s the table's data, since it is %s"
              .formatted(
                  what.startsWith("drop") ? "delete" : "move",
                  managed ? "managed" : "external with external.table.purge"));
    }
  }

  private MetastoreException refused(String what, String why) {
    return new MetastoreException(
        Problem.REFUSED,
        "The metastore of %s: %s was not asked of Spark's catalog: %s. Nothing was done by this call."
            .formatted(site, what, why));
  }

  @Override
  public void close() {
    if (session != null && ours) {
      session.stop();
    }
    session = null;
    objects = null;
    catalog = null;
  }
}
