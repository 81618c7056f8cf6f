package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.model.Key;
import io.twinlake.testing.metastore.MetastoreServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a table with many partitions, and a catalog with many tables, take between two real
 * servers. Started by hand: partitions and tables are its arguments.
 */
final class MetastoreBenchmark {
  private MetastoreBenchmark() {}

  public static void main(String[] args) throws IOException {
    int partitions = Integer.parseInt(args[0]);
    int tables = Integer.parseInt(args[1]);
    Path place = Files.createTempDirectory("metastore-benchmark");
    String warehouse = "file://" + place;
    try (MetastoreServer east = MetastoreServer.start("east", place, warehouse + "/east-lake/w");
        MetastoreServer west = MetastoreServer.start("west", place, warehouse + "/west-lake/w");
        MetastoreWriter source = open(east, "east");
        MetastoreWriter target = open(west, "west")) {
      TwoMetastores two = new TwoMetastores("speed", source, target).below(place);
      String root = two.root("east");
      source.apply(MetastoreChange.create(Key.database("d1"), Sample.database("d1", root + "/d1")));
      timed(
          "fill " + partitions + " partitions and " + tables + " tables",
          () -> fill(source, root, partitions, tables));
      timed(
          "the server's own getPartitionsByNames",
          () -> {
            List<String> names = source.partitionNames("d1", "parted");
            for (int i = 0; i < names.size(); i += 500) {
              source.partitions("d1", "parted", names.subList(i, Math.min(names.size(), i + 500)));
            }
          });
      timed("export", () -> two.with(Metastores::export));
      timed("plan", two::planned);
      timed("import", two::imported);
      timed(
          "import with nothing to do",
          () -> System.out.println("writes " + two.imported().writes()));
      Runtime memory = Runtime.getRuntime();
      System.out.printf("heap at most %d MiB%n", memory.maxMemory() >> 20);
    }
  }

  private static void timed(String what, Runnable work) {
    long begin = System.nanoTime();
    work.run();
    System.out.printf("%-45s %.1f s%n", what, (System.nanoTime() - begin) / 1e9);
  }

  private static void fill(MetastoreWriter source, String root, int partitions, int tables) {
    ObjectNode parted = Sample.table("d1", "parted", root + "/parted", "d");
    source.apply(MetastoreChange.create(Key.table("d1", "parted"), parted));
    List<ObjectNode> page = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      page.add(Sample.partition(parted, root + "/parted/d=" + i, String.valueOf(i)));
      if (page.size() == 500 || i == partitions - 1) {
        source.apply(
            new MetastoreChange(
                MetastoreChange.Op.ADD_PARTITIONS, Key.table("d1", "parted"), page, List.of()));
        page.clear();
      }
    }
    for (int i = 0; i < tables; i++) {
      source.apply(
          MetastoreChange.create(
              Key.table("d1", "t" + i), Sample.table("d1", "t" + i, root + "/t" + i)));
    }
  }

  private static MetastoreWriter open(MetastoreServer server, String site) {
    return HiveMetastore.open(
        new MetastorePlace(site, server.uri(), Map.of(), Duration.ofMinutes(5), Optional.empty()));
  }
}
