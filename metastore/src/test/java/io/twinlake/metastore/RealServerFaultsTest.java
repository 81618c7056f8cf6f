package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.sync.Content;
import io.twinlake.testing.metastore.MetastoreServer;
import io.twinlake.testing.metastore.ThriftProxy;
import io.twinlake.testing.metastore.ThriftProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports into a real server whose connections break, and into one that is slow. */
@Timeout(300)
class RealServerFaultsTest {
  private static final Predicate<String> WRITES =
      Predicate.not(call -> call.startsWith("get_") || call.startsWith("list_"));
  private static final int PARTITIONS = 60;

  @TempDir static Path place;
  private static MetastoreServer server;

  private final FakeMetastore east = new FakeMetastore();
  private ThriftProxy proxy;
  private MetastoreWriter direct;
  private MetastoreWriter west;
  private TwoMetastores two;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(place.resolve("west-lake"));
    server = MetastoreServer.start("west", place, "file://" + place.resolve("west-lake/warehouse"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() {
    proxy = ThriftProxy.of(server);
    direct = open(server.uri());
    west = open(proxy.uri());
    fill();
    anew();
  }

  @AfterEach
  void close() {
    west.close();
    empty();
    direct.close();
    proxy.close();
  }

  private static MetastoreWriter open(String uri) {
    return HiveMetastore.open(
        new MetastorePlace("west", uri, Map.of(), Duration.ofSeconds(60), Optional.empty()));
  }

  private void anew() {
    two = new TwoMetastores(UUID.randomUUID().toString(), east, west).below(place);
    two.more = ", batch: 25";
    two.with(Metastores::export);
  }

  private void fill() {
    String root = "file://" + place.resolve("east-lake");
    ObjectNode orders = Sample.table("d1", "orders", root + "/orders", "d");
    east.put(
        Sample.database("d1", root + "/d1.db"),
        orders,
        Sample.sparkTable("d1", "csv", "csv", root + "/d1.db/csv-__PLACEHOLDER__", root + "/csv"),
        Sample.managed(Sample.table("d1", "kept", root + "/d1.db/kept")),
        Sample.view("d1", "v", "select * from d1.orders"),
        Sample.function("d1", "f", root + "/jars/f.jar"));
    IntStream.range(0, PARTITIONS)
        .mapToObj(i -> Sample.partition(orders, root + "/orders/d=" + i, String.valueOf(i)))
        .forEach(east::put);
  }

  private void empty() {
    for (String name : direct.tableNames("d1")) {
      direct.apply(MetastoreChange.drop(Key.table("d1", name)));
    }
    if (!direct.functions().isEmpty()) {
      direct.apply(MetastoreChange.drop(Key.function("d1", "f")));
    }
    if (direct.databases().contains("d1")) {
      direct.apply(MetastoreChange.drop(Key.database("d1")));
    }
  }

  /** Everything that is there, by the hash of what counts. */
  private SortedMap<Key, String> there() {
    SortedMap<Key, String> there = new TreeMap<>();
    direct.database("d1").ifPresent(raw -> put(there, Key.database("d1"), raw));
    direct
        .tables("d1", direct.tableNames("d1"), (name, why) -> {})
        .forEach(raw -> put(there, Key.table("d1", raw.path("tableName").asText()), raw));
    direct.functions().forEach(raw -> put(there, Key.function("d1", "f"), raw));
    if (there.containsKey(Key.table("d1", "orders"))) {
      direct
          .partitions("d1", "orders", direct.partitionNames("d1", "orders"))
          .forEach(
              raw -> put(there, Key.partition("d1", "orders", raw.at("/values/0").asText()), raw));
    }
    return there;
  }

  private static void put(Map<Key, String> there, Key key, ObjectNode raw) {
    there.put(key, Content.hash(new Item(key, raw)) + raw.at("/parameters/twinlake").asText());
  }

  private void assertWhole() {
    assertThat(there()).hasSize(6 + PARTITIONS);
    proxy.heal();
    assertThat(two.imported().writes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 7})
  void anImportThatIsKilledAfterAnyWriteIsSimplyRunAgain(int writes) {
    two.imported();
    SortedMap<Key, String> wanted = there();
    empty();
    anew();
    proxy.dieAfter(writes, WRITES);

    assertThatThrownBy(two::imported).isInstanceOf(MetastoreException.class);
    assertThat(there().size()).isLessThan(wanted.size());
    proxy.heal();
    assertThat(two.imported().isWhole()).isTrue();

    assertThat(there()).isEqualTo(wanted);
    assertWhole();
  }

  @Test
  void anAlterThatSucceededAndWhoseAnswerWasLostIsLookedUpAndNotMadeAgain() {
    two.imported();
    Key orders = Key.table("d1", "orders");
    ((ObjectNode) east.objects.get(orders).get("parameters")).put("comment", "new");
    two.with(Metastores::export);
    int before = proxy.calls().size();
    proxy.at(call -> call.startsWith("alter_table"), 1, Fault.LOSE_ANSWER);

    ImportReport report = two.imported();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.writes()).isEqualTo(1);
    assertThat(proxy.broken()).containsOnlyKeys("alter_table_with_environment_context");
    List<String> calls = proxy.calls();
    assertThat(calls.subList(before, calls.size()).stream().filter(WRITES)).hasSize(1);
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CUT", "LOSE_ANSWER"})
  void aConnectionThatBreaksInTheMiddleOfABatchLosesNoPartitionAndAddsNoneTwice(Fault fault) {
    proxy.at("add_partitions_req"::equals, 2, fault);

    assertThat(two.imported().isWhole()).isTrue();

    assertThat(proxy.broken()).containsOnlyKeys("add_partitions_req");
    assertThat(direct.partitionNames("d1", "orders")).hasSize(PARTITIONS).doesNotHaveDuplicates();
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"create_database", "create_table_with_environment_context", "create_function"})
  void whateverIsMadeIsMadeOnceThoughItsAnswerWasLost(String call) {
    proxy.at(call::equals, 1, Fault.LOSE_ANSWER);

    assertThat(two.imported().isWhole()).isTrue();

    assertThat(proxy.broken()).containsOnlyKeys(call);
    assertWhole();
  }

  @Test
  void aReadWhoseConnectionBreaksIsAskedAgain() {
    two.imported();
    proxy.at("get_partitions_by_names"::equals, 2, Fault.LOSE_ANSWER);
    proxy.at("get_table_objects_by_name_req"::equals, 1, Fault.CUT);

    assertThat(two.imported().writes()).isZero();
    assertThat(proxy.broken()).hasSize(2);
  }

  @Test
  void aServerThatIsSlowerThanTheTimeoutIsNamedWithTheSetting() {
    two.imported();
    for (int i = 0; i < 3; i++) {
      proxy.at("get_all_databases"::equals, 1, Fault.HOLD_ANSWER);
    }
    try (MetastoreWriter impatient =
        HiveMetastore.open(
            new MetastorePlace(
                "west", proxy.uri(), Map.of(), Duration.ofMillis(300), Optional.empty()))) {
      assertThatThrownBy(impatient::databases)
          .isInstanceOf(MetastoreException.class)
          .hasMessageContainingAll("west", "listing databases", "metastore.timeout");
      assertThat(proxy.broken()).containsEntry("get_all_databases", 3);
      assertThat(impatient.databases()).contains("d1");
    } finally {
      proxy.release();
    }
  }

  @Test
  void aTypeThatTheServerRefusesIsMadeBesideTheOldTableAndPutInItsPlace() {
    two.imported();
    Key orders = Key.table("d1", "orders");
    east.objects.forEach(
        (key, raw) -> {
          if (key.db().equals("d1") && key.name().equals("orders")) {
            ((ObjectNode) raw.at("/sd/cols/1")).put("type", "int");
          }
        });
    two.with(Metastores::export);
    proxy.at("alter_partitions_with_environment_context"::equals, 1, Fault.CUT);

    ImportReport report = two.imported();

    assertThat(report.isWhole()).as(report.findings().toString()).isTrue();
    assertThat(report.findings())
        .anyMatch(f -> f.object().equals(orders.toString()) && f.text().contains("made anew"));
    assertThat(direct.tables("d1", List.of("orders"), (n, w) -> {}).get(0).at("/sd/cols/1/type"))
        .hasToString("\"int\"");
    assertThat(proxy.broken()).isEmpty();
    assertWhole();
  }

  @Test
  void aTableThatIsGoneWhenItsPartitionsAreAskedForIsGoneAndNoFailure() {
    two.imported();
    assertThatThrownBy(() -> direct.partitionNames("d1", "gone"))
        .isInstanceOfSatisfying(
            MetastoreException.class,
            e -> assertThat(e.problem()).isEqualTo(MetastoreException.Problem.NOT_FOUND));
    assertThatThrownBy(() -> direct.partitions("d1", "gone", List.of("d=1")))
        .isInstanceOfSatisfying(
            MetastoreException.class,
            e -> assertThat(e.problem()).isEqualTo(MetastoreException.Problem.NOT_FOUND));
  }
}
