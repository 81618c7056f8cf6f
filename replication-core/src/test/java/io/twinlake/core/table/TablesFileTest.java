package io.twinlake.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TablesFileTest {
  private final MemoryStore control = new MemoryStore("control");
  private final ControlDocuments documents = new ControlDocuments(control);

  private static TableRecord table(String dataset, String path) {
    return new TableRecord(
        dataset,
        path,
        "delta",
        TableStatus.FAILED,
        path,
        3,
        Optional.of(Instant.parse("2026-11-22T01:02:03Z")),
        5,
        Optional.of(Instant.parse("2026-11-22T01:02:04Z")),
        17,
        Optional.of("why"),
        Optional.of("{\"row\":1}"),
        Map.of("chain", "abc", "times", List.of(1L)));
  }

  @Test
  void whatIsWrittenIsReadBackInOrder() {
    TablesFile.Content content =
        new TablesFile.Content(
            Map.of("lake", 7L), List.of(table("lake", "b/"), table("lake", "a/"), table("A", "")));

    TablesDocument named = TablesFile.write(documents, 4, "run", content);

    assertThat(named.path()).isEqualTo("tables/0000000004-run.jsonl.gz");
    assertThat(named.tables()).isEqualTo(3);
    TablesFile.Content read = TablesFile.read(documents, named);
    assertThat(read.discovered()).containsEntry("lake", 7L);
    assertThat(read.tables())
        .extracting(TableRecord::dataset, TableRecord::table)
        .containsExactly(tuple("A", ""), tuple("lake", "a/"), tuple("lake", "b/"));
    assertThat(read.tables().get(1))
        .usingRecursiveComparison()
        .ignoringFields("details")
        .isEqualTo(table("lake", "a/"));
    assertThat(read.tables().get(1).versionsBehind()).isEqualTo(2);
  }

  @Test
  void anAlteredOrMissingDocumentIsRefused() {
    TablesDocument named =
        TablesFile.write(documents, 4, "run", new TablesFile.Content(Map.of(), List.of()));

    assertThatThrownBy(() -> TablesFile.read(documents, new TablesDocument(named.path(), "00", 0)))
        .hasMessageContainingAll(named.path(), "gone or altered", "rebuild-ledger");
    ObjectPath path = ObjectPath.of(named.path());
    control.delete(path, control.find(path).orElseThrow().version());
    assertThatThrownBy(() -> TablesFile.read(documents, named))
        .hasMessageContaining("gone or altered");
  }
}
