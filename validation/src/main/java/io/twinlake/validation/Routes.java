package io.twinlake.validation;

import io.twinlake.core.store.Driver;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * By which ways a data root is reached. On Azure Data Lake there may be two: our own client of the
 * Blob service, and Hadoop's driver.
 */
public final class Routes {
  private static final Set<String> WITH_TWO = Set.of("abfs", "abfss");

  private Routes() {}

  /**
   * {@code context} with the other way to {@code root}, if there is one: the driver is on the class
   * path, and credentials for it can be found. Costs no request.
   */
  static Optional<StoreContext> other(StoreContext context, URI root) {
    if (!WITH_TWO.contains(String.valueOf(root.getScheme()).toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    try (ObjectReader taken = new Stores(context).open(root)) {
      for (Driver driver : new Driver[] {Driver.HADOOP, Driver.NATIVE}) {
        Optional<StoreContext> told = other(context.withDriver(root, driver), root, taken);
        if (told.isPresent()) {
          return told;
        }
      }
      return Optional.empty();
    }
  }

  /** {@code context} with the other way to each of {@code roots} that has one. */
  public static StoreContext others(StoreContext context, Iterable<URI> roots) {
    StoreContext told = context;
    for (URI root : roots) {
      try {
        told = other(told, root).orElse(told);
      } catch (StoreException notOpened) {
        // Whoever lists it meets the same failure, and tells it.
      }
    }
    return told;
  }

  private static Optional<StoreContext> other(StoreContext context, URI root, ObjectReader taken) {
    try (ObjectReader store = new Stores(context).open(root)) {
      return store.getClass() == taken.getClass() ? Optional.empty() : Optional.of(context);
    } catch (StoreException notThere) {
      return Optional.empty();
    }
  }

  /**
   * Opens {@code root}, to be listed by one way and read by another where they differ.
   *
   * @param data opens it as replication does
   * @param listing opens it as it is to be listed
   */
  public static ObjectReader open(URI root, Stores data, Stores listing) {
    return differ(root, data, listing)
        ? new TwoRoutes(data.open(root), listing.open(root))
        : data.open(root);
  }

  /** Whether {@code root} is listed by another way than it is read. */
  static boolean differ(URI root, Stores data, Stores listing) {
    return data.context().driver(root) != listing.context().driver(root);
  }
}
