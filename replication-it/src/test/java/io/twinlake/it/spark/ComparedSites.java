package io.twinlake.it.spark;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.Traffic;
import io.twinlake.jobs.spark.ParquetSegments;
import io.twinlake.jobs.validate.SparkObjects;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Level;
import io.twinlake.validation.Sample;
import io.twinlake.validation.Validation;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.ValidationTools;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** Two sites in this JVM's memory that are compared in this JVM or by Spark's tasks. */
final class ComparedSites implements AutoCloseable {
  private static final List<SegmentFormat> FORMATS =
      List.of(JsonLines.FORMAT, ParquetSegments.FORMAT);

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  final MemoryStore source = MemoryStoreProvider.store(uri("raw-east"));
  final MemoryStore target = MemoryStoreProvider.store(uri("raw-west"));

  /** What the last validation told, in its order. */
  final List<String> told = new ArrayList<>();

  long counted;

  private URI uri(String name) {
    return URI.create("memory://" + id + "-" + name + "/");
  }

  private Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: '%s', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: { from: east, to: west }
        transfer: { partSize: 64KiB, maxInFlight: 4, driverLimit: 0 }
        datasets:
          - { name: lake, root: raw/lake, partitions: { date: { from: 2026-11-10, outside: report } } }
        """
            .formatted(uri("raw-east"), uri("control-east"), uri("raw-west"), uri("control-west")),
        "test.yaml");
  }

  RunResult replicate() {
    return new Replication(
            new RunConfig(
                settings(),
                new StoreContext(Map.of(), "test"),
                Set.of(),
                Optional.empty(),
                FORMATS,
                JsonLines.FORMAT,
                Clock.systemUTC(),
                RunListener.SILENT))
        .replicate();
  }

  /**
   * Validates.
   *
   * @param spark whose tasks compare; without it this JVM does
   */
  ValidationResult validate(Level level, Optional<Long> point, Optional<SparkSession> spark) {
    told.clear();
    counted = 0;
    Optional<Sample> sample =
        level == Level.SAMPLE ? Optional.of(new Sample(42, 0.5, false)) : Optional.empty();
    return new Validation(
            settings(),
            new Stores(new StoreContext(Map.of(), "test")),
            FORMATS,
            Clock.systemUTC(),
            new ValidationListener() {
              @Override
              public void finding(String dataset, Finding finding) {
                if (finding.isNews()) {
                  told.add(finding.path().value());
                }
              }

              @Override
              public void counted(long objects, long bytes) {
                counted += objects;
              }
            },
            new ValidationTools(
                Optional.empty(),
                spark.map(session -> new SparkObjects(() -> session)),
                Optional.empty(),
                Optional.empty(),
                () -> Traffic.NONE))
        .run(new ValidationRequest(level, sample, point, Set.of()));
  }

  static void put(MemoryStore store, String path, byte[] content) {
    ObjectPath at = ObjectPath.of("lake/" + path);
    store.write(
        at,
        new ByteArrayInputStream(content),
        content.length,
        ObjectMetadata.NONE,
        store.find(at).map(e -> Expected.version(e.version())).orElseGet(Expected::absent));
  }

  static void remove(MemoryStore store, String path) {
    ObjectPath at = ObjectPath.of("lake/" + path);
    store.delete(at, store.find(at).orElseThrow().version());
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    source.dropRoot();
    target.dropRoot();
  }
}
