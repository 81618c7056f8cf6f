package io.twinlake.metastore;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one site's metastore is reached.
 *
 * @param site whose it is
 * @param text {@code thrift://host:9083}, {@code jdbc:...} or {@code spark}
 * @param hadoop the Hadoop configuration; may hold secrets
 * @param timeout how long one call may take
 * @param jars class path of Hive's jars for a {@code jdbc} one
 */
public record MetastorePlace(
    String site, String text, Map<String, String> hadoop, Duration timeout, Optional<String> jars) {
  public MetastorePlace {
    hadoop = Map.copyOf(hadoop);
  }

  /** The servers' addresses, in the order in which they are tried. */
  public List<URI> addresses() {
    List<URI> addresses = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      addresses.add(URI.create(one.startsWith("thrift://") ? one : "thrift://" + one));
    }
    return addresses;
  }

  /** A value of the Hadoop configuration; empty if it is not there. */
  public String hadoop(String key) {
    return hadoop.getOrDefault(key, "");
  }

  public boolean isThrift() {
    return text.startsWith("thrift://");
  }

  public boolean isJdbc() {
    return text.startsWith("jdbc:");
  }

  /** Whether only the Spark of the site's own clusters reaches it. */
  public boolean isSpark() {
    return text.equals("spark");
  }

  /** Whether the server wants Kerberos. */
  public boolean isKerberos() {
    return Boolean.parseBoolean(hadoop("hive.metastore.sasl.enabled"));
  }

  /** Without the Hadoop settings, whose values may be secrets. */
  @Override
  public String toString() {
    return site + "'s metastore " + text.replaceFirst("[;?].*", "");
  }
}
