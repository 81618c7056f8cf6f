package io.twinlake.metastore;

import io.twinlake.metastore.model.Kind;
import java.util.List;
import java.util.Set;

/**
 * What answered.
 *
 * @param kind by which way it is reached: {@code thrift}, {@code jdbc}, {@code spark}
 * @param generation Hive's major version: 2, 3 or 4
 * @param hiddenKinds what this way neither reads nor writes; that it shows none says nothing
 * @param hides for people, what of a metastore this way loses; nothing for one that loses nothing
 */
public record ServerFacts(String kind, int generation, Set<Kind> hiddenKinds, List<String> hides) {
  public ServerFacts {
    hiddenKinds = Set.copyOf(hiddenKinds);
    hides = List.copyOf(hides);
  }

  /** One that loses nothing. */
  public ServerFacts(String kind, int generation) {
    this(kind, generation, Set.of(), List.of());
  }

  public boolean isDegraded() {
    return !hides.isEmpty();
  }
}
