package io.twinlake.metastore;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

/** Two sites whose control roots are in memory, and whose metastores are whatever a test has. */
final class TwoMetastores {
  private final Map<String, MetastoreWriter> bySite;
  private final String name;
  String more = "";
  String data = "ignore";
  String databases = "\"d*\"";
  boolean spark;
  private String east = "abfss://raw@sa3.dfs.core.windows.net";
  private String west = "abfss://raw@sa4.dfs.core.windows.net";

  TwoMetastores(String name, MetastoreWriter east, MetastoreWriter west) {
    this.name = name;
    this.bySite = Map.of("east", east, "west", west);
  }

  String root(String site) {
    return site.equals("east") ? east : west;
  }

  /** In local directories instead of storage accounts that nobody has. */
  TwoMetastores below(java.nio.file.Path place) {
    east = "file://" + place.resolve("east-lake");
    west = "file://" + place.resolve("west-lake");
    return this;
  }

  /** In memory, where files can be looked for. */
  TwoMetastores inMemory() {
    east = "memory://%s-east-lake".formatted(name);
    west = "memory://%s-west-lake".formatted(name);
    return this;
  }

  Settings settings(String from, String to) {
    String text =
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: "%s/", control: "memory://%s-east/", metastore: "thrift://hn0-east:9083" }
          west: { raw: "%s/", control: "memory://%s-west/", metastore: "thrift://hn0-west:9083" }
        replicate: { from: %s, to: %s }
        datasets: [{ name: raw, root: raw }]
        metastore: { data: %s, databases: [%s]%s }
        """
            .formatted(root("east"), name, root("west"), name, from, to, data, databases, more);
    return Settings.load(
        spark ? text.replaceAll("\"thrift://[^\"]*\"", "spark") : text, "test.yaml");
  }

  <T> T with(Function<Metastores, T> work) {
    return with("east", "west", work);
  }

  <T> T with(String from, String to, Function<Metastores, T> work) {
    try (Metastores metastores =
        new Metastores(
            settings(from, to),
            new Stores(new StoreContext(Map.of(), "test")),
            Clock.systemUTC(),
            place -> new Shared(bySite.get(place.site())))) {
      return work.apply(metastores);
    }
  }

  ImportReport imported() {
    return with(m -> m.importing(wanted(false)));
  }

  ImportReport planned() {
    return with(m -> m.importing(wanted(true)));
  }

  static Metastores.Wanted wanted(boolean dryRun) {
    return new Metastores.Wanted(
        java.util.Optional.empty(), dryRun, java.util.Optional.empty(), false);
  }
}
