package io.twinlake.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.archive.UnusableArchiveException;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
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
    assertThat(snapshot.of(Kind.NOTEBOOK)).hasSize(4);
    assertThat(snapshot.of(Kind.FILE)).hasSize(2);
    // Mounts need a cluster, which these settings do not name.
    assertThat(snapshot.complete())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Kind.MOUNT)));
    assertThat(two.primary.writes()).isEmpty();
  }

  @Test
  void aSecondExportReadsOnlyTheBytesThatChanged() {
    two.export();
    List<String> read = Collections.synchronizedList(new ArrayList<>());
    two.primary.observe(
        (method, path, request, status, answer) -> {
          if (path.equals("/api/2.0/workspace/export") || path.equals("/api/2.0/dbfs/read")) {
            read.add(path);
          }
        });
    two.export();
    assertThat(read).isEmpty();
    two.primary.call(
        "POST", "/api/2.0/dbfs/put", "path", "/databricks/scripts/common.sh", "contents", "bmV3");

    Manifest manifest = two.export();

    assertThat(read).containsExactly("/api/2.0/dbfs/read");
    assertThat(read(manifest).of(Kind.DBFS_FILE))
        .filteredOn(item -> item.key().endsWith("common.sh"))
        .extracting(item -> item.blob().orElseThrow().sizeBytes())
        .containsExactly(3L);
  }

  @Test
  void noSecretIsInTheArchiveInClear() {
    two.primary.call(
        "POST",
        "/api/2.1/clusters/create",
        "cluster_name",
        "careless",
        "spark_version",
        "14.3.x-scala2.12",
        "node_type_id",
        "Standard_DS3_v2",
        "num_workers",
        1,
        "spark_conf",
        Map.of("fs.azure.account.key.sa3.dfs.core.windows.net", "s3cr3t-value"));
    Manifest manifest = two.export();

    assertThat(manifest.problems())
        .filteredOn(Problem::isFailure)
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains("secret in clear").doesNotContain("s3cr3t"));
    MemoryStore west = two.control("west");
    ControlDocuments documents = new ControlDocuments(west);
    for (ObjectEntry entry : documents.list(ObjectPrefix.ALL)) {
      byte[] bytes = documents.read(entry);
      String text =
          entry.path().value().endsWith(".gz") ? unzipped(bytes) : new String(bytes, UTF_8);
      assertThat(text).doesNotContain("s3cr3t").doesNotContain("not-a-real-secret");
    }
  }

  private static String unzipped(byte[] gzip) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void cutShort(ObjectPath path) {
    MemoryStore west = two.control("west");
    byte[] whole = new ControlDocuments(west).read(path).orElseThrow();
    west.delete(path, west.find(path).orElseThrow().version());
    new ControlDocuments(west).putIfAbsent(path, Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void anArchiveCutShortCostsWhatItLostAndTheRestIsImported() {
    Manifest manifest = two.export();
    manifest.documents().stream()
        .filter(d -> d.kind() == Kind.JOB)
        .forEach(d -> cutShort(ObjectPath.of(d.path())));
    String sha = read(manifest).of(Kind.NOTEBOOK).get(0).blob().orElseThrow().sha256();
    cutShort(ObjectPath.of("workspace/blobs/" + sha.substring(0, 2) + "/" + sha));

    ImportReport report = two.saying("deletions: propagate").importing();

    assertThat(report.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::toString)
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).contains("Job: none of 8 can be carried", "job.jsonl.gz"),
            p -> assertThat(p).contains("Notebook", sha, "are not those that were stored"));
    assertThat(report.isWhole()).isFalse();
    assertThat(report.outcomes().get(Kind.NOTEBOOK))
        .containsEntry(Outcome.CREATED, 3)
        .containsEntry(Outcome.FAILED, 1);
    assertThat(report.outcomes().get(Kind.CLUSTER)).containsEntry(Outcome.CREATED, 2);

    two.export();
    assertThat(two.importing().isWhole()).as("the next archive heals it").isTrue();
    assertThat(two.diff()).isEmpty();
  }

  @Test
  void aManifestCutShortIsRefusedBeforeAnythingIsWritten() {
    Manifest manifest = two.export();
    cutShort(ObjectPath.of("workspace/exports/" + manifest.id() + "/manifest.json"));

    assertThatThrownBy(two::importing)
        .isInstanceOf(UnusableArchiveException.class)
        .hasMessageContainingAll("is damaged", "Name another archive with --export");
    assertThat(two.secondary.writes()).isEmpty();
    two.export();
    assertThat(two.importing().isWhole()).as("the next export takes its place").isTrue();
  }
}
