package io.twinlake.workspace.sync;

import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which object of the target is the copy of which object of the source: by the ledger, else by the
 * mark it bears, else by a name that is unique on both sides. Jobs and pipelines are never matched
 * by name. No clock and no I/O.
 */
final class Matches {
  private static final Set<Kind> NEVER_BY_NAME =
      EnumSet.of(Kind.JOB, Kind.PIPELINE, Kind.LIBRARIES);

  private final Map<Kind, Map<String, Item>> bySource = new EnumMap<>(Kind.class);
  private final List<Problem> problems = new ArrayList<>();

  private Matches() {}

  /**
   * @param managed types whose objects have the same ids at both sides
   */
  static Matches of(Snapshot source, Snapshot target, Ledger ledger, Set<Kind> managed) {
    Matches matches = new Matches();
    for (Kind kind : Kind.values()) {
      matches.match(kind, source, target, ledger);
    }
    matches.libraries(source, target, managed.contains(Kind.CLUSTER));
    return matches;
  }

  /** The mark that a copy of {@code id} bears. */
  static String mark(String site, String id) {
    return site + ":" + id;
  }

  /** Whether a name or path says which object it is. */
  static boolean isByName(Kind kind) {
    return !NEVER_BY_NAME.contains(kind);
  }

  Optional<Item> target(Item item) {
    return Optional.ofNullable(bySource.getOrDefault(item.kind(), Map.of()).get(item.id()));
  }

  List<Problem> problems() {
    return problems;
  }

  /** Matches one kind, once more where the target is better known by now. */
  void match(Kind kind, Snapshot source, Snapshot target, Ledger ledger) {
    match(kind, source.of(kind), target.of(kind), ledger);
  }

  private void match(Kind kind, List<Item> source, List<Item> target, Ledger ledger) {
    Map<String, Item> found = new HashMap<>();
    Map<String, Item> byId = new HashMap<>();
    Map<String, Item> byMark = new HashMap<>();
    for (Item item : target) {
      byId.put(item.id(), item);
      Item other = item.mark().isEmpty() ? null : byMark.putIfAbsent(item.mark(), item);
      if (other != null) {
        problems.add(
            Problem.failed(
                kind,
                item.key(),
                "is there twice at the target, as %s and %s, both copies of %s. Two imports ran at once. Remove one by hand."
                    .formatted(other.id(), item.id(), item.mark())));
      }
    }
    Set<String> taken = new HashSet<>();
    for (Item item : source) {
      Optional<Item> known =
          ledger
              .find(kind, item.id())
              .map(Row::toId)
              .map(byId::get)
              .or(() -> Optional.ofNullable(byMark.get(mark(ledger.from(), item.id()))))
              .or(() -> original(item, ledger.to(), byId));
      known.ifPresent(
          there -> {
            found.put(item.id(), there);
            taken.add(there.id());
          });
    }
    if (!NEVER_BY_NAME.contains(kind)) {
      byName(source, target, found, taken);
    }
    bySource.put(kind, found);
  }

  /** After a fail-over the source's object may itself be the copy of the target's. */
  private static Optional<Item> original(Item item, String targetSite, Map<String, Item> byId) {
    return item.mark().startsWith(targetSite + ":")
        ? Optional.ofNullable(byId.get(item.mark().substring(targetSite.length() + 1)))
        : Optional.empty();
  }

  private void byName(
      List<Item> source, List<Item> target, Map<String, Item> found, Set<String> taken) {
    Map<String, List<Item>> here = named(source, found.keySet());
    Map<String, List<Item>> there = named(target, taken);
    here.forEach(
        (name, items) -> {
          List<Item> candidates =
              there.getOrDefault(name, List.of()).stream()
                  .filter(item -> item.mark().isEmpty())
                  .toList();
          if (items.size() == 1 && candidates.size() == 1) {
            found.put(items.get(0).id(), candidates.get(0));
          } else if (!candidates.isEmpty()) {
            problems.add(
                Problem.note(
                    items.get(0).kind(),
                    items.get(0).key(),
                    "has a name that is not unique: %d at the source, %d unknown ones at the target. They are not taken for copies."
                        .formatted(items.size(), candidates.size())));
          }
        });
  }

  private static Map<String, List<Item>> named(List<Item> items, Set<String> without) {
    Map<String, List<Item>> named = new HashMap<>();
    for (Item item : items) {
      if (!without.contains(item.id())) {
        named.computeIfAbsent(item.key(), key -> new ArrayList<>()).add(item);
      }
    }
    return named;
  }

  /** A cluster's libraries belong to the cluster's copy. */
  private void libraries(Snapshot source, Snapshot target, boolean sameIds) {
    Map<String, Item> clusters = bySource.getOrDefault(Kind.CLUSTER, Map.of());
    Map<String, Item> found = new HashMap<>();
    for (Item item : source.of(Kind.LIBRARIES)) {
      Item cluster = clusters.get(item.id());
      if (cluster != null || sameIds) {
        target
            .find(Kind.LIBRARIES, cluster == null ? item.id() : cluster.id())
            .ifPresent(there -> found.put(item.id(), there));
      }
    }
    bySource.put(Kind.LIBRARIES, found);
  }
}
