package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange.Op;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.model.Key;
import io.twinlake.testing.metastore.MetastoreServer;
import io.twinlake.testing.metastore.ThriftProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long a table with many partitions, and a catalog with many tables, take between two real
 * servers, beside what the servers themselves take for the same calls. Directories are there
 * before, as data comes before the catalog.
 */
final class MetastoreBenchmark {
  private static final int BATCH = 500;

  /** Above, only our own side is timed, once: the question is then whether the heap is enough. */
  private static final int MANY = 20_000;

  private static final Key PARTED = Key.table("d1", "parted");
  private static final Key BARE = Key.table("d1", "bare");

  private final TwoMetastores two;
  private final MetastoreWriter source;
  private final MetastoreWriter target;
  private final int partitions;
  private final int tables;

  private MetastoreBenchmark(
      TwoMetastores two,
      MetastoreWriter source,
      MetastoreWriter target,
      int partitions,
      int tables) {
    this.two = two;
    this.source = source;
    this.target = target;
    this.partitions = partitions;
    this.tables = tables;
  }

  /**
   * @param args how many partitions, and how many tables
   */
  public static void main(String[] args) throws IOException {
    Path place = Files.createTempDirectory("metastore-benchmark");
    String warehouse = "file://" + place;
    try (MetastoreServer east = MetastoreServer.start("east", place, warehouse + "/east-lake/w");
        MetastoreServer west = MetastoreServer.start("west", place, warehouse + "/west-lake/w");
        ThriftProxy proxy = ThriftProxy.of(west);
        MetastoreWriter source = open(east.uri());
        MetastoreWriter target = open(proxy.uri())) {
      TwoMetastores two = new TwoMetastores("speed", source, target).below(place);
      new MetastoreBenchmark(
              two, source, target, Integer.parseInt(args[0]), Integer.parseInt(args[1]))
          .run(place, proxy);
    }
  }

  private void run(Path place, ThriftProxy proxy) throws IOException {
    String west = two.root("west");
    for (int i = 0; i < partitions; i++) {
      for (String table : List.of("east-lake/parted", "west-lake/parted", "west-lake/bare")) {
        Files.createDirectories(place.resolve(table + "/d=" + i));
      }
    }
    for (int i = 0; i < tables; i++) {
      Files.createDirectories(place.resolve("west-lake/t" + i));
    }
    fill();
    System.out.printf("%,d partitions and %,d tables are at the source%n", partitions, tables);
    if (partitions > MANY) {
      System.out.printf("export %.1f s%n", seconds(() -> two.with(Metastores::export)));
      System.out.printf("import %.1f s%n", seconds(two::imported));
    } else {
      besideTheServers(west);
    }
    nothing(proxy);
  }

  private void besideTheServers(String west) {
    // Both once before, so that neither is measured cold.
    ask();
    two.with(Metastores::export);
    double asked = Double.MAX_VALUE;
    double exported = Double.MAX_VALUE;
    two.more = ", exclude: [d1.t*]";
    for (int round = 0; round < 3; round++) {
      asked = Math.min(asked, seconds(this::ask));
      exported = Math.min(exported, seconds(() -> two.with(Metastores::export)));
    }
    two.more = "";
    System.out.printf(
        "%,d partitions: the server's own getPartitionsByNames %.2f s, export %.2f s, ratio %.2f%n",
        partitions, asked, exported, exported / asked);

    two.with(Metastores::export);
    target.apply(MetastoreChange.create(Key.database("d1"), database(west)));
    ObjectNode bare = Sample.table("d1", "bare", west + "/bare", "d");
    target.apply(MetastoreChange.create(BARE, bare));
    double added = seconds(() -> add(target, BARE, bare, west + "/bare"));
    target.apply(MetastoreChange.drop(BARE));
    target.apply(MetastoreChange.drop(Key.database("d1")));
    double imported = seconds(two::imported);
    System.out.printf(
        "the same and %,d tables: the server's own add_partitions %.2f s, import %.2f s%n",
        tables, added, imported);
  }

  private void nothing(ThriftProxy proxy) {
    int before = proxy.calls().size();
    long[] writes = {-1};
    double nothing = seconds(() -> writes[0] = two.imported().writes());
    Map<String, Integer> calls = new TreeMap<>();
    proxy.calls().stream().skip(before).forEach(call -> calls.merge(call, 1, Integer::sum));
    System.out.printf(
        "import with nothing to do: %.2f s, %d writes, calls %s%n", nothing, writes[0], calls);
    System.out.printf("heap at most %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
  }

  private static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static ObjectNode database(String root) {
    return Sample.database("d1", root + "/d1.db");
  }

  private int ask() {
    List<String> names = source.partitionNames("d1", "parted");
    int found = 0;
    for (int i = 0; i < names.size(); i += BATCH) {
      List<String> page = names.subList(i, Math.min(names.size(), i + BATCH));
      found += source.partitions("d1", "parted", page).size();
    }
    return found;
  }

  private void fill() {
    String root = two.root("east");
    source.apply(MetastoreChange.create(Key.database("d1"), database(root)));
    ObjectNode parted = Sample.table("d1", "parted", root + "/parted", "d");
    source.apply(MetastoreChange.create(PARTED, parted));
    add(source, PARTED, parted, root + "/parted");
    for (int i = 0; i < tables; i++) {
      Key key = Key.table("d1", "t" + i);
      source.apply(MetastoreChange.create(key, Sample.table("d1", "t" + i, root + "/t" + i)));
    }
  }

  private int add(MetastoreWriter metastore, Key table, ObjectNode raw, String location) {
    for (int i = 0; i < partitions; i += BATCH) {
      List<ObjectNode> page = new ArrayList<>();
      for (int k = i; k < Math.min(partitions, i + BATCH); k++) {
        page.add(Sample.partition(raw, location + "/d=" + k, String.valueOf(k)));
      }
      metastore.apply(new MetastoreChange(Op.ADD_PARTITIONS, table, page, List.of()));
    }
    return partitions;
  }

  private static MetastoreWriter open(String uri) {
    return HiveMetastore.open(
        new MetastorePlace("any", uri, Map.of(), Duration.ofMinutes(10), Optional.empty()));
  }
}
