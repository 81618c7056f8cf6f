package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any workspace, tried on some that chance made. */
class RandomWorkspacesTest {
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 8})
  void isCarriedWholeFollowedFailedOverAndBack(long seed) {
    try (TwoWorkspaces two = new TwoWorkspaces()) {
      RandomWorkspace random = new RandomWorkspace(two.primary, seed);
      random.fill();
      for (int day = 0; day < 2; day++) {
        two.export();
        ImportReport report = two.importing();
        assertThat(report.problems()).filteredOn(Problem::isFailure).isEmpty();
        report
            .mappings()
            .values()
            .forEach(map -> assertThat(new HashSet<>(map.values())).hasSameSizeAs(map.keySet()));
        two.secondary.forgetWrites();
        assertThat(two.importing().isWhole()).isTrue();
        assertThat(two.secondary.writes()).isEmpty();
        assertThat(two.diff()).isEmpty();
        random.change();
      }
      two.export();
      two.importing();
      Map<String, String> awake = WorkspaceImportTest.starters(two.primary);

      two.with(w -> w.deactivate(Optional.empty()));
      two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));
      assertThat(WorkspaceImportTest.starters(two.secondary)).isEqualTo(awake);

      two.primary.forgetWrites();
      two.swapped().export();
      ImportReport back = two.importing();
      assertThat(back.problems()).filteredOn(Problem::isFailure).isEmpty();
      assertThat(two.primary.writes()).as("nothing changed in the outage").isEmpty();
      two.with(w -> w.deactivate(Optional.empty()));
      two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));
      assertThat(WorkspaceImportTest.starters(two.primary)).isEqualTo(awake);
    }
  }
}
