package io.twinlake.core.plan;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;

/** Dataset settings and listed objects for tests of rules. */
public final class Datasets {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  private Datasets() {}

  /**
   * The dataset {@code orders} with further settings.
   *
   * @param more what follows its root: {@code ", deletions: propagate"}
   */
  public static DatasetSettings orders(String more) {
    DatasetSettings unresolved =
        Settings.load(
                """
                format: settings/1
                pair: sales
                sites:
                  east: { raw: 'memory://raw-east/', control: 'memory://control-east/' }
                  west: { raw: 'memory://raw-west/', control: 'memory://control-west/' }
                replicate: { from: east, to: west }
                datasets:
                  - { name: orders, root: raw/orders%s }
                """
                    .formatted(more),
                "test.yaml")
            .datasets()
            .get(0);
    return unresolved.with(unresolved.partitions().resolve(NOW));
  }

  /** An object as the source lists it. */
  public static ObjectEntry listed(String path, long sizeBytes, ObjectVersion version) {
    return new ObjectEntry(
        ObjectPath.of(path), sizeBytes, version, NOW, ObjectType.FILE, ObjectMetadata.NONE);
  }

  /** An object of ten bytes with the ETag {@code etag}. */
  public static ObjectEntry listed(String path, String etag) {
    return listed(path, 10, ObjectVersion.strong(etag));
  }

  static ObjectEntry ofType(ObjectType type) {
    return new ObjectEntry(
        ObjectPath.of("a"), 10, ObjectVersion.strong("e1"), NOW, type, ObjectMetadata.NONE);
  }

  /** The same object with our mark: a copy of {@code source}. */
  static ObjectEntry marked(ObjectEntry there, ObjectVersion source) {
    return new ObjectEntry(
        there.path(),
        there.sizeBytes(),
        there.version(),
        there.modifiedAt(),
        there.type(),
        there.metadata().copiedFrom(source));
  }
}
