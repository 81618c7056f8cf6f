package io.twinlake.workspace.ledger;

import io.twinlake.workspace.model.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pairs of objects of two workspaces, in one direction.
 *
 * @param from site of the source
 * @param to site of the target
 * @param generation how many imports there were before, in either direction
 * @param at when it was last written
 * @param export the archive that was imported last; empty if none
 * @param rows by kind and the source's id
 */
public record Ledger(
    String from,
    String to,
    long generation,
    Instant at,
    String export,
    Map<Kind, Map<String, Row>> rows) {

  /** The ledger before the first import. */
  public static Ledger empty(String from, String to) {
    return new Ledger(from, to, 0, Instant.EPOCH, "", new EnumMap<>(Kind.class));
  }

  public static Ledger of(
      String from, String to, long generation, Instant at, String export, Collection<Row> rows) {
    Map<Kind, Map<String, Row>> byKind = new EnumMap<>(Kind.class);
    for (Row row : rows) {
      byKind.computeIfAbsent(row.kind(), kind -> new LinkedHashMap<>()).put(row.fromId(), row);
    }
    return new Ledger(from, to, generation, at, export, byKind);
  }

  public Optional<Row> find(Kind kind, String fromId) {
    return Optional.ofNullable(of(kind).get(fromId));
  }

  public Map<String, Row> of(Kind kind) {
    return rows.getOrDefault(kind, Map.of());
  }

  /** Whether these rows are all there is. */
  public boolean holds(Collection<Row> others) {
    return others.size() == size()
        && others.stream().allMatch(row -> find(row.kind(), row.fromId()).equals(Optional.of(row)));
  }

  /** How many objects are gone at the source and still at the target. */
  public long gone() {
    return rows.values().stream()
        .flatMap(byId -> byId.values().stream())
        .filter(row -> row.goneSince() > 0)
        .count();
  }

  public int size() {
    return rows.values().stream().mapToInt(Map::size).sum();
  }

  /** The same pairs seen from the other side, for a fail-back. */
  public Ledger swapped() {
    return of(
        to,
        from,
        generation,
        at,
        export,
        rows.values().stream().flatMap(byId -> byId.values().stream()).map(Row::swapped).toList());
  }
}
