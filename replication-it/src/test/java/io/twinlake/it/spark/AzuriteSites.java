package io.twinlake.it.spark;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.jobs.spark.ParquetSegments;
import io.twinlake.jobs.spark.SparkEngines;
import io.twinlake.testing.Azurite;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** Two sites in containers of their own on the shared Azurite, and runs on a cluster. */
final class AzuriteSites implements AutoCloseable {
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final Azurite azurite = Azurite.shared();
  private final StoreContext context = new StoreContext(azurite.hadoop(), "test");
  private final String transfer;
  final ObjectStore source = created("sa3", "raw");
  final ObjectStore target = created("sa4", "raw");
  final ObjectStore control = created("sa2", "control");

  /**
   * @param transfer the section {@code transfer} of the settings
   */
  AzuriteSites(String transfer) {
    this.transfer = transfer;
  }

  private ObjectStore created(String account, String name) {
    ObjectStore store = new Stores(context).open(uri(account, name));
    store.createRoot();
    return store;
  }

  private URI uri(String account, String name) {
    return Azurite.abfs(account, container(name), "");
  }

  /** The name of a container of this test. */
  String container(String name) {
    return name + "-" + id;
  }

  /** Puts an object whatever is there now. */
  void put(String path, byte[] content) {
    ObjectPath at = ObjectPath.of(path);
    Expected expected =
        source.find(at).map(e -> Expected.version(e.version())).orElseGet(Expected::absent);
    source.write(
        at, new ByteArrayInputStream(content), content.length, ObjectMetadata.NONE, expected);
  }

  RunResult replicate(SparkSession spark) {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: sales
            sites:
              east: { raw: '%s', control: '%s' }
              west: { raw: '%s', control: '%s' }
            replicate: { from: east, to: west }
            transfer: %s
            datasets:
              - { name: all, root: raw }
            """
                .formatted(
                    uri("sa3", "raw"),
                    uri("sa1", "control"),
                    uri("sa4", "raw"),
                    uri("sa2", "control"),
                    transfer),
            "test.yaml");
    return new Replication(
            new RunConfig(
                settings,
                context,
                Set.of(),
                Optional.of(new SparkEngines(spark)),
                List.of(JsonLines.FORMAT, ParquetSegments.FORMAT),
                ParquetSegments.FORMAT,
                Clock.systemUTC(),
                RunListener.SILENT))
        .replicate();
  }

  @Override
  public void close() {
    source.close();
    target.close();
    control.close();
  }
}
