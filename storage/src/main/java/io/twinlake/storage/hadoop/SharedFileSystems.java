package io.twinlake.storage.hadoop;

import io.twinlake.core.store.StoreContext;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Hadoop's file systems, one for each place, configuration and user, shared by the stores of this
 * JVM that are open, and closed with the last of them.
 *
 * <p>Hadoop's own cache is not used: there the first to come decides the configuration, and nobody
 * may close what Spark uses, too.
 */
final class SharedFileSystems {
  private record Key(String place, Map<String, String> hadoop, UserGroupInformation user) {}

  private static final class Entry {
    private final FileSystem files;
    private int users;

    Entry(FileSystem files) {
      this.files = files;
    }
  }

  private static final Map<Key, Entry> OPEN = new HashMap<>();

  private SharedFileSystems() {}

  /** A file system in use, until it is closed. */
  static final class Lease implements AutoCloseable {
    private final Key key;
    private final FileSystem files;
    private boolean returned;

    private Lease(Key key, FileSystem files) {
      this.key = key;
      this.files = files;
    }

    FileSystem files() {
      return files;
    }

    @Override
    public void close() throws IOException {
      synchronized (OPEN) {
        Entry entry = OPEN.get(key);
        if (returned || entry == null) {
          return;
        }
        returned = true;
        if (--entry.users > 0) {
          return;
        }
        OPEN.remove(key);
      }
      files.close();
    }
  }

  /** The file system that {@code root} lies on. Some ask their service when they are made. */
  static Lease open(URI root, StoreContext context) throws IOException {
    String authority = root.getRawAuthority() == null ? "" : root.getRawAuthority();
    Key key =
        new Key(
            (root.getScheme() + "://" + authority).toLowerCase(Locale.ROOT),
            context.hadoop(),
            UserGroupInformation.getCurrentUser());
    synchronized (OPEN) {
      Entry entry = OPEN.get(key);
      if (entry == null) {
        entry = new Entry(make(root, context));
        OPEN.put(key, entry);
      }
      entry.users++;
      return new Lease(key, entry.files);
    }
  }

  /** How many are open. */
  static int open() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  private static FileSystem make(URI root, StoreContext context) throws IOException {
    FileSystem made = FileSystem.newInstance(root, configuration(context));
    // Its checksum files would be data to us, and change apart from what they stand for.
    return made instanceof LocalFileSystem local ? local.getRawFileSystem() : made;
  }

  /** Hadoop's own defaults under what {@code context} says; no site file of this machine. */
  static Configuration configuration(StoreContext context) {
    Configuration configuration = new Configuration(false);
    configuration.addResource("core-default.xml");
    configuration.addResource("hdfs-default.xml");
    // Requests are repeated by us. The driver's own 30 attempts of up to 25 s each would multiply.
    configuration.set("fs.azure.io.retry.max.retries", "3");
    configuration.set("fs.azure.io.retry.max.backoff.interval", "2000");
    Objects.requireNonNull(context).hadoop().forEach(configuration::set);
    return configuration;
  }
}
