package io.twinlake.core.store;

import java.io.Serializable;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a store needs to be opened: the cluster's Hadoop configuration as plain text, and who is
 * asking. Holds secrets, so it has no telling {@code toString} and travels to executors in a
 * closure only, never in a Spark property.
 */
public final class StoreContext implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How long a store waits for one request, in seconds; beside Hadoop's own keys. */
  public static final String REQUEST_TIMEOUT = "twinlake.storage.request.timeout.seconds";

  /** Behind it stands a root, without a closing slash; the value is a {@link Driver}. */
  private static final String DRIVER = "twinlake.storage.driver.";

  private final TreeMap<String, String> hadoop;
  private final String requester;

  /** Belongs to one JVM; whoever opens stores elsewhere gives them one of its own. */
  private final transient Wire wire;

  /**
   * @param hadoop Hadoop configuration keys and values
   * @param requester who asks, as {@code <run>/<stage>/<task>}; sent to services as the client
   *     request id's beginning
   */
  public StoreContext(Map<String, String> hadoop, String requester) {
    this(new TreeMap<>(hadoop), requester, Wire.OPEN);
  }

  private StoreContext(TreeMap<String, String> hadoop, String requester, Wire wire) {
    this.hadoop = hadoop;
    this.requester = Objects.requireNonNull(requester);
    this.wire = wire;
  }

  /** The value of a Hadoop configuration key. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(hadoop.get(key));
  }

  /** All Hadoop configuration keys and values. */
  public Map<String, String> hadoop() {
    return Map.copyOf(hadoop);
  }

  public String requester() {
    return requester;
  }

  /** What a store tells its requests to. */
  public Wire wire() {
    return wire == null ? Wire.OPEN : wire;
  }

  /** The same for a store whose requests are told to {@code told}. */
  public StoreContext through(Wire told) {
    return new StoreContext(hadoop, requester, told);
  }

  /** The same configuration asked by somebody else. */
  public StoreContext as(String newRequester) {
    return new StoreContext(hadoop, newRequester, wire());
  }

  /** The same with one more setting. */
  public StoreContext with(String key, String value) {
    TreeMap<String, String> more = new TreeMap<>(hadoop);
    more.put(key, value);
    return new StoreContext(more, requester, wire());
  }

  /** The same, with the way by which {@code root} is reached. */
  public StoreContext withDriver(URI root, Driver driver) {
    return with(driverKey(root), driver.name().toLowerCase(Locale.ROOT));
  }

  /** The way by which {@code root} is to be reached; {@link Driver#AUTO} where nothing is said. */
  public Driver driver(URI root) {
    return get(driverKey(root))
        .map(name -> Driver.valueOf(name.toUpperCase(Locale.ROOT)))
        .orElse(Driver.AUTO);
  }

  private static String driverKey(URI root) {
    return DRIVER + root.toString().replaceFirst("/+$", "");
  }

  @Override
  public String toString() {
    return "StoreContext[" + hadoop.size() + " settings, " + requester + "]";
  }
}
