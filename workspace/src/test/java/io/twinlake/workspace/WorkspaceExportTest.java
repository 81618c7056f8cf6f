package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an export puts into its archive. */
class WorkspaceExportTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @BeforeEach
  void fill() {
    SalesWorkspace.fill(two.primary);
  }

  @AfterEach
  void close() {
    two.close();
  }

  private Snapshot read(Manifest manifest) {
    return new Archive(new ControlDocuments(two.control("west"))).read(manifest);
  }

  @Test
  void holdsEverythingAndWritesNothingToTheWorkspace() {
    Manifest manifest = two.export();
    Snapshot snapshot = read(manifest);

    assertThat(manifest.problems()).noneMatch(Problem::isFailure);
    assertThat(snapshot.of(Kind.USER))
        .extracting(Item::key)
        .containsExactly("admin@example.com", "ann@example.com", "bob@example.com");
    assertThat(snapshot.of(Kind.CLUSTER)).extracting(Item::key).containsExactly("adhoc", "etl");
    assertThat(snapshot.of(Kind.JOB)).hasSize(8);
    assertThat(snapshot.of(Kind.NOTEBOOK)).hasSize(3);
    assertThat(snapshot.of(Kind.FILE)).hasSize(2);
    assertThat(snapshot.complete()).containsExactlyInAnyOrder(Kind.values());
    assertThat(two.primary.writes()).isEmpty();
  }
}
