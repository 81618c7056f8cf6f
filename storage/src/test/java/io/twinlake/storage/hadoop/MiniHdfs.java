package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS in this JVM, started at the first call and stopped with the JVM. */
final class MiniHdfs {
  private static final class Shared {
    private static final MiniDFSCluster CLUSTER = start();
  }

  private MiniHdfs() {}

  private static MiniDFSCluster start() {
    try {
      Path folder = Files.createTempDirectory("twinlake-hdfs");
      Configuration configuration = new Configuration();
      configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
      configuration.set("dfs.namenode.acls.enabled", "true");
      configuration.set("dfs.namenode.fs-limits.min-block-size", "4096");
      MiniDFSCluster cluster =
          new MiniDFSCluster.Builder(configuration).numDataNodes(1).format(true).build();
      cluster.waitActive();
      // It ends with the JVM; an orderly end takes seconds and fails within a shutdown hook.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException alreadyGone) {
      // A temporary folder; the system clears it.
    }
  }

  static MiniDFSCluster cluster() {
    return Shared.CLUSTER;
  }

  /** Hadoop's own client, independent of ours. */
  static FileSystem client() {
    try {
      return cluster().getFileSystem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StoreContext context() {
    return new StoreContext(Map.of(), "test");
  }

  /** A directory that nobody else uses. */
  static URI directory() {
    return URI.create(cluster().getURI() + "/t" + UUID.randomUUID() + "/root");
  }

  static ObjectStore missing() {
    return new HadoopStoreProvider().open(directory(), context());
  }

  static ObjectStore created() {
    ObjectStore store = missing();
    store.createRoot();
    return store;
  }
}
