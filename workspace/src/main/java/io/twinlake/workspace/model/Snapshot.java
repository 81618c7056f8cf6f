package io.twinlake.workspace.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a workspace held when it was read.
 *
 * @param items by kind, in the order of key and id
 * @param complete kinds that were listed to their end; only there does a missing object mean a
 *     deleted one
 * @param problems what could not be read, and what somebody should know
 */
public record Snapshot(Map<Kind, List<Item>> items, Set<Kind> complete, List<Problem> problems) {
  public Snapshot {
    Map<Kind, List<Item>> copy = new EnumMap<>(Kind.class);
    items.forEach((kind, list) -> copy.put(kind, List.copyOf(list)));
    items = Collections.unmodifiableMap(copy);
    Set<Kind> whole = EnumSet.noneOf(Kind.class);
    whole.addAll(complete);
    complete = Collections.unmodifiableSet(whole);
    problems = List.copyOf(problems);
  }

  public List<Item> of(Kind kind) {
    return items.getOrDefault(kind, List.of());
  }

  public Optional<Item> find(Kind kind, String id) {
    return of(kind).stream().filter(item -> item.id().equals(id)).findFirst();
  }

  /** All items, in the order of import. */
  public List<Item> all() {
    List<Item> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.addAll(of(kind));
    }
    return all;
  }

  /** The same with each item changed. */
  public Snapshot map(UnaryOperator<Item> change) {
    Map<Kind, List<Item>> changed = new EnumMap<>(Kind.class);
    items.forEach((kind, list) -> changed.put(kind, list.stream().map(change).toList()));
    return new Snapshot(changed, complete, problems);
  }

  /** The same with these items of one kind, and no others of it. */
  public Snapshot with(Kind kind, List<Item> others) {
    Map<Kind, List<Item>> changed = new EnumMap<>(Kind.class);
    changed.putAll(items);
    changed.put(kind, others);
    return new Snapshot(changed, complete, problems);
  }

  public boolean hasFailures() {
    return problems.stream().anyMatch(Problem::isFailure);
  }
}
