package io.twinlake.core.store;

import java.util.Objects;
import java.util.Optional;

/**
 * How a root is spoken of to whoever administers it. Holds no secret.
 *
 * @param name the root in words, {@code container raw of account sa3}
 * @param label the same in one word for tables, {@code raw@sa3}
 * @param service the service or account that it belongs to, {@code sa3}; roots with one name share
 *     credentials, clock and features
 * @param host the host that requests go to, where they leave this machine
 * @param direct whether its stores speak the service's own protocol: then the time they tell is the
 *     service's, and a refused condition proves the right to write, as the service judges rights
 *     first
 * @param toRead what an identity needs for listing and reading
 * @param toWrite what it needs for writing and deleting
 * @param toCreate how the root is made, as a sentence
 */
public record StorePlace(
    String name,
    String label,
    String service,
    Optional<String> host,
    boolean direct,
    String toRead,
    String toWrite,
    String toCreate) {
  public StorePlace {
    Objects.requireNonNull(name);
    Objects.requireNonNull(label);
    Objects.requireNonNull(service);
    Objects.requireNonNull(host);
    Objects.requireNonNull(toRead);
    Objects.requireNonNull(toWrite);
    Objects.requireNonNull(toCreate);
  }

  /** The same place reached by somebody else's driver. */
  public StorePlace throughAnother() {
    return new StorePlace(name, label, service, host, false, toRead, toWrite, toCreate);
  }
}
