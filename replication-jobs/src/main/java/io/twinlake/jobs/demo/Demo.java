package io.twinlake.jobs.demo;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the demo between the two sites of its settings, which need roots {@code raw} and {@code
 * staging}.
 */
public final class Demo {
  private final Settings settings;
  private final Stores stores;
  private final PrintStream out;

  public Demo(Settings settings, Stores stores, PrintStream out) {
    this.settings = settings;
    this.stores = stores;
    this.out = out;
  }

  /**
   * Fills the source if it is empty, replicates, changes it, shows the plan, replicates again, and
   * puts a table back.
   *
   * @param config how the user would name the settings, for the hints at the end
   */
  public void run(Steps steps, String config) {
    for (URI root : settings.target().roots().values()) {
      try (ObjectStore target = stores.open(root)) {
        target.createRoot();
      }
    }
    Site source = settings.source();
    try (ObjectStore raw = stores.open(source.roots().get("raw"));
        ObjectStore staging = stores.open(source.roots().get("staging"))) {
      DemoLake lake = new DemoLake(raw, staging, new Orders(Demo::session)::files);
      new DemoScript(lake, table(steps), steps, out).run(config);
    }
  }

  private Optional<TableScript> table(Steps steps) {
    URI source = settings.source().roots().get("raw");
    URI target = settings.target().roots().get("raw");
    return settings.datasets().stream()
        .filter(d -> d.root().equals("raw"))
        .filter(d -> Accounts.DIRECTORY.startsWith(d.directory().value()))
        .filter(d -> Accounts.isPossible())
        .findFirst()
        .map(d -> new TableScript(new Accounts(source, target), d.name(), steps, out));
  }

  /** The running session, or a new one if a step has stopped the last. */
  private static SparkSession session() {
    return SparkSession.builder().appName("twinlake demo").getOrCreate();
  }
}
