package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.metastore.MetastoreServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rehearsal: Spark fills one metastore, Twinlake brings data and catalog to the other region,
 * then the first metastore and the first account are taken away, and Spark reads every table there
 * and writes on.
 */
@Timeout(1800)
class MetastoreIT {
  private static final String AVRO =
      """
      {"type": "record", "name": "line", "fields": [
        {"name": "id", "type": ["null", "int"]}, {"name": "text", "type": ["null", "string"]}]}
      """;

  @TempDir private Path scratch;

  private final TwoAccounts lake = new TwoAccounts();
  private final Map<String, String> hadoop = lake.azurite.hadoop();
  private final String east = "abfs://%s@sa3.dfs.core.windows.net".formatted(lake.raw);
  private final String west = "abfs://%s@sa4.dfs.core.windows.net".formatted(lake.raw);

  @Test
  void everyTableIsReadWhereThePrimaryIsGone() throws Exception {
    lake.source.put(lake.raw, "schemas/line.avsc", AVRO);
    lake.source.put(lake.raw, "jars/f.jar", jar(), Map.of());
    try (MetastoreServer b = MetastoreServer.start("b", scratch, west + "/warehouse", hadoop)) {
      List<String> rows;
      String yaml;
      try (MetastoreServer a = MetastoreServer.start("a", scratch, east + "/warehouse", hadoop)) {
        yaml = yaml(a, b);
        Jvm.Ended fill = session(hadoop, a.uri(), "fill", east);
        rows = lines(fill, "ROWS");
        assertThat(rows).as(fill.out()).hasSize(21);
        assertThat(lines(fill, "FILE")).allMatch(line -> line.contains("@sa3."));
        ok(Command.run(scratch, yaml, hadoop, "metastore", "export"));
        ok(Command.run(scratch, yaml, hadoop, "replicate"));
      }
      Map<String, String> left = withoutThePrimary();

      Jvm.Ended plan = Command.run(scratch, yaml, left, "metastore", "import", "--plan");
      assertThat(ok(plan)).contains("Nothing was written");
      assertThat(ok(Command.run(scratch, yaml, left, "metastore", "import"))).contains("IMPORTED");
      assertThat(ok(Command.run(scratch, yaml, left, "metastore", "import"))).contains(" 0 writes");
      assertThat(ok(Command.run(scratch, yaml, left, "metastore", "diff", "--export", "newest")))
          .contains("SAME");

      Jvm.Ended read = session(left, b.uri(), "read");
      assertThat(lines(read, "ROWS")).isEqualTo(rows);
      assertThat(lines(read, "FILE"))
          .hasSizeGreaterThanOrEqualTo(20)
          .allMatch(line -> line.contains("@sa4."));

      assertThat(ok(Command.run(scratch, yaml, left, "metastore", "activate"))).contains("ACTIVE");
      Jvm.Ended write = session(left, b.uri(), "write");
      assertThat(lines(write, "ROWS"))
          .contains(
              "ROWS d1.managed 2 [{\"id\":70}, {\"id\":7}]",
              "ROWS d1.delta 2 [{\"id\":2,\"d\":\"b b\"}, {\"id\":30,\"d\":\"new\"}]");
      assertThat(lines(write, "FILE")).allMatch(line -> line.contains("@sa4."));
    }
  }

  private String yaml(MetastoreServer a, MetastoreServer b) {
    return lake.yaml(TwoAccounts.WHOLE)
        .replace("/e2e\n  west", "/e2e\n    metastore: " + a.uri() + "\n  west")
        .replace("    history: ", "    metastore: " + b.uri() + "\n    history: ");
  }

  /** Takes the first account's key away, and its data. */
  private Map<String, String> withoutThePrimary() {
    lake.source.list(lake.raw).keySet().forEach(blob -> lake.source.delete(lake.raw, blob));
    Map<String, String> left = new TreeMap<>(hadoop);
    assertThat(left.keySet().removeIf(key -> key.contains(".sa3."))).isTrue();
    return left;
  }

  /** Hive has the class already; what counts is that Spark fetches the jar. */
  static byte[] jar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(new JarEntry("readme.txt"));
    }
    return bytes.toByteArray();
  }

  static String ok(Jvm.Ended command) {
    assertThat(command.exitCode()).as(command.out() + command.err()).isZero();
    return command.out();
  }

  private static List<String> lines(Jvm.Ended session, String word) {
    return ok(session).lines().filter(line -> line.startsWith(word + " ")).sorted().toList();
  }

  private Jvm.Ended session(Map<String, String> hadoop, String... args) throws Exception {
    List<String> java = new ArrayList<>();
    java.add("@" + Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options"));
    java.add("-Dspark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri());
    hadoop.forEach((key, value) -> java.add("-Dspark.hadoop.%s=%s".formatted(key, value)));
    java.add("-cp");
    java.add(Jvm.placeOf(CatalogSession.class) + ":" + Jvm.sparkJars());
    java.add(CatalogSession.class.getName());
    return Jvm.start(scratch, java, args).end(12);
  }
}
