package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what became of each object. Safe for use by many threads. */
final class Tallies {
  private final Map<Kind, Map<String, Outcome>> outcomes = new EnumMap<>(Kind.class);
  private final Set<Problem> problems = new LinkedHashSet<>();
  private int permissions;
  private int gone;
  private int deleted;

  synchronized void outcome(Item item, Outcome outcome) {
    outcomes.computeIfAbsent(item.kind(), k -> new LinkedHashMap<>()).put(item.id(), outcome);
  }

  synchronized void failed(Item item, String what) {
    outcome(item, Outcome.FAILED);
    problem(Problem.failed(item.kind(), item.key(), what));
  }

  synchronized void problem(Problem problem) {
    problems.add(problem);
  }

  synchronized boolean isFailed(Item item) {
    return outcomes.getOrDefault(item.kind(), Map.of()).get(item.id()) == Outcome.FAILED;
  }

  synchronized boolean is(Item item, Outcome outcome) {
    return outcomes.getOrDefault(item.kind(), Map.of()).get(item.id()) == outcome;
  }

  synchronized void permissionsWritten() {
    permissions++;
  }

  synchronized void gone() {
    gone++;
  }

  synchronized void deleted() {
    deleted++;
  }

  synchronized Map<Kind, Map<Outcome, Integer>> counts() {
    Map<Kind, Map<Outcome, Integer>> counts = new EnumMap<>(Kind.class);
    outcomes.forEach(
        (kind, byId) -> {
          Map<Outcome, Integer> of =
              counts.computeIfAbsent(kind, k -> new EnumMap<>(Outcome.class));
          byId.values().forEach(outcome -> of.merge(outcome, 1, Integer::sum));
        });
    return counts;
  }

  synchronized List<Problem> problems() {
    return List.copyOf(problems);
  }

  synchronized int permissions() {
    return permissions;
  }

  synchronized int goneCount() {
    return gone;
  }

  synchronized int deletedCount() {
    return deleted;
  }
}
