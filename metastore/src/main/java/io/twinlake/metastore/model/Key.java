package io.twinlake.metastore.model;

import java.util.Comparator;

/**
 * Names one object of a catalog.
 *
 * @param db its database, in lower case as the metastore keeps it
 * @param name of the table or function; empty for a database
 * @param part which partition, constraint or grant; empty for others
 */
public record Key(Kind kind, String db, String name, String part) implements Comparable<Key> {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::kind)
          .thenComparing(Key::db)
          .thenComparing(Key::name)
          .thenComparing(Key::part);

  public static Key database(String db) {
    return new Key(Kind.DATABASE, db, "", "");
  }

  public static Key table(String db, String name) {
    return new Key(Kind.TABLE, db, name, "");
  }

  public static Key partition(String db, String table, String part) {
    return new Key(Kind.PARTITION, db, table, part);
  }

  public static Key function(String db, String name) {
    return new Key(Kind.FUNCTION, db, name, "");
  }

  /** The same table, seen as another kind: where its statistics, constraints or grants hang. */
  public Key as(Kind other, String what) {
    return new Key(other, db, name, what);
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }

  /** {@code table sales.orders}, {@code partition sales.orders/d=1}. */
  @Override
  public String toString() {
    return kind.title()
        + " "
        + db
        + (name.isEmpty() ? "" : "." + name)
        + (part.isEmpty() ? "" : "/" + part);
  }
}
