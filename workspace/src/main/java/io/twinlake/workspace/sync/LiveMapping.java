package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Kind;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The mapping while an import runs: it grows with each object that is created. */
final class LiveMapping implements Mapping {
  /** Kinds whose ids are unlike any other text, so that they are found inside of texts too. */
  private static final Set<Kind> DISTINCTIVE =
      EnumSet.of(
          Kind.CLUSTER,
          Kind.INSTANCE_POOL,
          Kind.CLUSTER_POLICY,
          Kind.WAREHOUSE,
          Kind.PIPELINE,
          Kind.QUERY,
          Kind.ALERT,
          Kind.DASHBOARD);

  private final Map<Kind, Map<String, String>> targets = new ConcurrentHashMap<>();
  private final Map<String, String> distinctive = new ConcurrentHashMap<>();
  private final Set<Kind> managed;

  /**
   * @param managed types whose objects have the same ids at both sides
   */
  LiveMapping(Set<Kind> managed) {
    this.managed = managed;
  }

  void put(Kind kind, String sourceId, String targetId) {
    targets.computeIfAbsent(kind, k -> new ConcurrentHashMap<>()).put(sourceId, targetId);
    if (DISTINCTIVE.contains(kind)) {
      distinctive.put(sourceId, targetId);
    }
  }

  @Override
  public Optional<String> target(Kind kind, String sourceId) {
    if (managed.contains(kind)) {
      return Optional.of(sourceId);
    }
    return Optional.ofNullable(targets.getOrDefault(kind, Map.of()).get(sourceId));
  }

  @Override
  public Optional<String> targetOfDistinctive(String sourceId) {
    return Optional.ofNullable(distinctive.get(sourceId));
  }

  /** All of a kind, by the source's ids. */
  SortedMap<String, String> of(Kind kind) {
    return new TreeMap<>(targets.getOrDefault(kind, Map.of()));
  }
}
