package io.twinlake.jobs.validate;

import io.twinlake.core.ReplicationException;
import io.twinlake.jobs.spark.SessionStart;
import io.twinlake.validation.ValidatorIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;

/**
 * Hadoop's own driver for an account, under the identity of a {@link ValidatorIdentity}. Hadoop
 * keeps one connection for each account and process, whoever opened it; this one stands before it
 * and keeps one for each identity. Read only by intent: the identity's rights decide.
 *
 * <p>Takes its name alone from the settings of a session. The credentials stay where they stand, in
 * the Hadoop configuration that every task gets. Public and without parameters because Hadoop makes
 * it by name.
 */
public final class IdentityFileSystem extends FilterFileSystem {
  /** Whose identity; begins as Delta Lake wants it of options that concern file systems. */
  static final String NAME = "fs.twinlake.identity";

  private static final String UNCACHED = ".disable.cache";
  private static final List<String> SCHEMES = List.of("abfs", "abfss", "wasb", "wasbs");

  /** What is open, by place and by all that says who asks. Few: accounts by identities. */
  private static final ConcurrentMap<Connection, FileSystem> OPEN = new ConcurrentHashMap<>();

  private record Connection(String scheme, String authority, Map<String, String> settings) {
    /** Credentials are among the settings. */
    @Override
    public String toString() {
      return scheme + "://" + authority;
    }
  }

  /**
   * What a session is told so that all its readers, on every machine, read as {@code name}.
   *
   * @param cluster what the cluster takes for those accounts, where it says so
   */
  static Map<String, String> settings(String name, Configuration cluster) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(NAME, name);
    for (String scheme : SCHEMES) {
      settings.put(driver(scheme), IdentityFileSystem.class.getName());
      // Hadoop's own memory of connections does not know of identities.
      settings.put(driver(scheme) + UNCACHED, "true");
      Optional.ofNullable(cluster.get(driver(scheme)))
          .ifPresent(own -> settings.put(NAME + "." + driver(scheme), own));
    }
    return settings;
  }

  private static String driver(String scheme) {
    return "fs." + scheme + ".impl";
  }

  @Override
  public void initialize(URI place, Configuration configuration) throws IOException {
    Map<String, String> asked = SessionStart.entries(configuration);
    for (String scheme : SCHEMES) {
      asked.remove(driver(scheme) + UNCACHED);
      asked.remove(driver(scheme));
      // Where the cluster names no driver Hadoop finds one by the scheme.
      Optional.ofNullable(asked.remove(NAME + "." + driver(scheme)))
          .ifPresent(own -> asked.put(driver(scheme), own));
    }
    Map<String, String> own;
    try {
      own = ValidatorIdentity.in(asked, String.valueOf(asked.remove(NAME)));
    } catch (ReplicationException e) {
      throw new IOException(e.getMessage(), e);
    }
    Connection connection = new Connection(place.getScheme(), place.getAuthority(), own);
    FileSystem open = OPEN.get(connection);
    if (open == null) {
      Configuration as = new Configuration(false);
      as.setClassLoader(configuration.getClassLoader());
      own.forEach(as::set);
      FileSystem made = FileSystem.newInstance(place, as);
      FileSystem other = OPEN.putIfAbsent(connection, made);
      if (other != null) {
        made.close();
      }
      open = other == null ? made : other;
    }
    fs = open;
  }

  /** Leaves the connection to those who come later. */
  @Override
  public void close() {}
}
