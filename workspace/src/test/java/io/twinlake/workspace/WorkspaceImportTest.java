package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports between two workspaces. */
class WorkspaceImportTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @Test
  void aSecondImportWritesNothing() {
    SalesWorkspace.fill(two.primary);
    two.export("1");
    ImportReport first = two.importing("1");
    first.problems().forEach(System.out::println);
    System.out.println(first.outcomes());
    System.out.println(first.mappings());
    assertThat(first.isWhole()).isTrue();
    two.secondary.forgetWrites();
    ImportReport second = two.importing("1");
    second.problems().forEach(System.out::println);
    System.out.println(second.outcomes());
    assertThat(two.secondary.writes()).isEmpty();
    assertThat(second.writes()).isZero();
    assertThat(second.count(Outcome.CREATED)).isZero();
  }
}
