package io.twinlake.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsFileTest {
  private final MemoryStore control = new MemoryStore("control");

  private static Finding finding(String path, Outcome outcome, String detail) {
    return new Finding(
        ObjectPath.of(path),
        outcome,
        Optional.of(7L),
        Optional.empty(),
        Optional.of("ae8b14860a799888"),
        Optional.empty(),
        detail);
  }

  @Test
  void everyPathThatDiffersComesBackHoweverManyThereAre() {
    Optional<String> where;
    try (FindingsFile file = new FindingsFile()) {
      for (int i = 0; i < 5_000; i++) {
        file.add("orders", finding("part-%05d".formatted(i), Outcome.DIFFERS, ""));
        file.add("orders", finding("equal-" + i, Outcome.MATCH, ""));
      }
      file.add("orders", finding("foreign <script>", Outcome.MISSING_AT_SOURCE, ""));
      file.add("orders", finding("moving", Outcome.MOVING, "changed"));
      file.add("orders", finding("old", Outcome.OUTSIDE, "partition date=1"));
      file.add("logs", finding("lost", Outcome.MISSING_AT_TARGET, ""));
      where = file.store(control, "v-1");
    }

    Map<String, Set<ObjectPath>> all =
        FindingsFile.suspects(control, where.orElseThrow(), Set.of());
    assertThat(all.get("orders"))
        .hasSize(5_001)
        .contains(ObjectPath.of("part-04999"), ObjectPath.of("foreign <script>"));
    assertThat(all.get("logs")).containsExactly(ObjectPath.of("lost"));
    assertThat(FindingsFile.suspects(control, where.orElseThrow(), Set.of("logs")))
        .containsOnlyKeys("logs");
  }

  @Test
  void nothingThatIsNewsIsNoFile() {
    try (FindingsFile file = new FindingsFile()) {
      file.add("orders", finding("a", Outcome.MATCH, ""));
      assertThat(file.store(control, "v-2")).isEmpty();
    }
    assertThat(control.list(ObjectPrefix.ALL)).isEmpty();
  }

  @Test
  void aFileThatIsGoneIsNamedAndNotTakenForOneWithoutFindings() {
    assertThatThrownBy(() -> FindingsFile.suspects(control, "findings/gone.parquet", Set.of()))
        .hasMessageContainingAll("findings/gone.parquet is gone", "Validate again");
  }
}
