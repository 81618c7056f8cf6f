package io.twinlake.metastore.mapping;

/**
 * A mount of DBFS: what lies below {@code point} lies below {@code source}.
 *
 * @param point {@code /mnt/raw}
 * @param source what is mounted there; may be in another mount
 */
public record Mount(String point, Location source) {
  Location place() {
    return new Location(Location.DBFS, point);
  }
}
