package io.twinlake.jobs.cli;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.jobs.demo.CatalogDemo;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What Spark does in the demo of metastores, one part at a time: the launcher starts two metastores
 * and runs the commands in between, as an administrator would.
 */
@Command(
    name = "metastore",
    description =
        "Carries a catalog between two real Hive metastores on this machine, stops the first one, and reads every table with Spark on the second.")
final class MetastoreDemoCommand extends CommandBase {

  /** What Spark does. */
  enum Part {
    FILL,
    QUERY,
    WRITE
  }

  @Option(names = "--part", hidden = true, description = "The launcher says which.")
  private Optional<Part> part = Optional.empty();

  MetastoreDemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    if (part.isEmpty()) {
      throw new UsageException(
          "The demo of metastores takes two of them, which the launcher starts. Run ./twinlake demo metastore.");
    }
    Settings settings = commands.settings(invocation);
    PrintStream out = invocation.terminal().out();
    Site target = settings.target();
    switch (part.get()) {
      case FILL -> {
        createRoots(settings, new Stores(new StoreContext(invocation.hadoop(), "demo")));
        CatalogDemo.fill(settings.source(), out);
      }
      case QUERY -> CatalogDemo.query(target, out);
      case WRITE -> CatalogDemo.goOn(target, out);
    }
    return ExitCode.CLEAN;
  }

  /** Whoever has a data lake has its containers. */
  private static void createRoots(Settings settings, Stores stores) {
    for (Site site : settings.sites().values()) {
      for (URI root : site.roots().values()) {
        try (ObjectStore store = stores.open(root)) {
          store.createRoot();
        }
      }
    }
  }
}
