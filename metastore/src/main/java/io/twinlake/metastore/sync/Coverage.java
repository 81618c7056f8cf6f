package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.metastore.mapping.Location;
import io.twinlake.metastore.mapping.Place;
import io.twinlake.metastore.mapping.Places;
import io.twinlake.metastore.mapping.Role;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether the target holds the data that an object names: the object is not younger than what the
 * newest recovery point says of the dataset that it lies in. A pure function.
 */
public final class Coverage {

  /**
   * One dataset, as the newest recovery point knows it.
   *
   * @param root where it lies at the source
   * @param heldUntil what the source held then is at the target; nothing if it never was complete
   */
  public record Held(String dataset, Location root, Optional<Instant> heldUntil) {}

  private final boolean required;
  private final Instant exportedAt;
  private final List<Held> datasets;

  /**
   * @param required whether anything waits at all
   * @param exportedAt how old an object may be that does not say itself
   */
  public Coverage(boolean required, Instant exportedAt, List<Held> datasets) {
    this.required = required;
    this.exportedAt = exportedAt;
    this.datasets = List.copyOf(datasets);
  }

  /** Why {@code item}, with its locations at the source, must wait; nothing if it need not. */
  public Optional<String> waitsFor(Item item) {
    Kind kind = item.key().kind();
    if (!required || kind != Kind.TABLE && kind != Kind.PARTITION && kind != Kind.FUNCTION) {
      return Optional.empty();
    }
    Instant at = changedAt(item.raw());
    for (Place place : Places.of(item)) {
      boolean data =
          place.pointer().startsWith("/sd/") || place.pointer().startsWith("/resourceUris/");
      if (place.role() == Role.REAL && data) {
        Optional<String> reason = Location.parse(place.text()).flatMap(l -> waitsFor(l, at));
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> waitsFor(Location location, Instant at) {
    Optional<Held> dataset =
        datasets.stream()
            .filter(held -> location.isWithin(held.root()))
            .max((a, b) -> a.root().path().length() - b.root().path().length());
    if (dataset.isEmpty()) {
      return Optional.of("no dataset of a recovery point brings " + location);
    }
    Optional<Instant> held = dataset.get().heldUntil();
    if (held.isEmpty()) {
      return Optional.of(
          "dataset %s was never complete at the target".formatted(dataset.get().dataset()));
    }
    return held.get().isBefore(at)
        ? Optional.of(
            "it changed at %s, and the target holds dataset %s as of %s"
                .formatted(at, dataset.get().dataset(), held.get()))
        : Optional.empty();
  }

  private Instant changedAt(JsonNode raw) {
    long seconds =
        Math.max(
            raw.path("createTime").asLong(0),
            raw.path("parameters").path("transient_lastDdlTime").asLong(0));
    Instant at = Instant.ofEpochSecond(seconds);
    return seconds == 0 || at.isAfter(exportedAt) ? exportedAt : at;
  }
}
