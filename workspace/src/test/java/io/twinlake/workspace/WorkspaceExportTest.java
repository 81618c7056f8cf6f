package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Snapshot;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an export puts into its archive. */
class WorkspaceExportTest {
  private static final Scope ALL =
      new Scope(
          EnumSet.allOf(Kind.class),
          List.of("/"),
          List.of("/FileStore/jars", "/databricks/init", "/databricks/scripts"),
          Scope.Permissions.ALL);

  private final TwoWorkspaces two = new TwoWorkspaces();
  private final Archive archive = new Archive(two.west);

  @AfterEach
  void close() {
    two.close();
  }

  private Manifest export(String id) {
    try (Workers workers = new Workers(4)) {
      return new WorkspaceExport(two.api("primary"), ALL, archive, workers)
          .run("sales", "east", id, Clock.systemUTC());
    }
  }

  @Test
  void holdsEverythingAndWritesNothing() {
    SalesWorkspace.fill(two.primary);
    Manifest manifest = export("1");
    Snapshot snapshot = archive.read(archive.manifest("1"));
    assertThat(manifest.problems().stream().filter(p -> p.isFailure())).isEmpty();
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
