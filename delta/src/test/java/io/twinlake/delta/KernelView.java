package io.twinlake.delta;

import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.utils.CloseableIterator;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A table as Delta Kernel opens it.
 *
 * @param version its newest version
 * @param id its identity
 * @param files paths of its live files, with {@code !} before those that the store does not have
 */
record KernelView(long version, String id, TreeSet<String> files) {

  static KernelView of(MemoryStore store, String root) {
    return of(store, root, Optional.empty());
  }

  static KernelView of(MemoryStore store, String root, Optional<Long> version) {
    Engine engine = DefaultEngine.create(new MemoryFiles(store));
    var builder = TableManager.loadSnapshot(MemoryFiles.SCHEME + root);
    Snapshot snapshot = version.map(builder::atVersion).orElse(builder).build(engine);
    TreeSet<String> files = new TreeSet<>();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getScanBuilder().build().getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            files.add(seen(store, root, InternalScanFileUtils.getAddFileStatus(row).getPath()));
            DeletionVectorDescriptor vector =
                InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row);
            if (vector != null && vector.isOnDisk()) {
              String root2 = ((SnapshotImpl) snapshot).getDataPath().toString();
              files.add(seen(store, root, vector.getAbsolutePath(root2)));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KernelView(snapshot.getVersion(), snapshot.getMetadata().getId(), files);
  }

  private static String seen(MemoryStore store, String root, String kernelPath) {
    String path = MemoryFiles.path(kernelPath);
    return (store.find(ObjectPath.of(path)).isPresent() ? "" : "!") + path.substring(root.length());
  }

  /** Whether every live file is there. */
  boolean isWhole() {
    return files.stream().noneMatch(f -> f.startsWith("!"));
  }

  static void checkpoint(MemoryStore store, String root, long version) {
    Engine engine = DefaultEngine.create(new MemoryFiles(store));
    try {
      Table.forPath(engine, MemoryFiles.SCHEME + root).checkpoint(engine, version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
