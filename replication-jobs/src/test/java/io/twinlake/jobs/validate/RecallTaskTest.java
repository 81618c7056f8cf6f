package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.validation.HashEngine;
import io.twinlake.validation.HashMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What is read for a fingerprint, and what is remembered. */
class RecallTaskTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
  private static final String HASH = "ae8b14860a799888";

  private static ObjectEntry entry(String path, ObjectVersion version, ObjectType type) {
    return new ObjectEntry(ObjectPath.of(path), 7, version, AT, type, ObjectMetadata.NONE);
  }

  private static Row listed(String path, String etag) {
    return ObjectRows.listed(
        ObjectRows.SOURCE, entry(path, ObjectVersion.strong(etag), ObjectType.FILE));
  }

  private static Row remembered(String path, ObjectVersion version, long bytes) {
    return ObjectRows.remembered(
        new HashMemory.Row(path, version.encoded(), bytes, HASH, AT.plusSeconds(1)));
  }

  private static List<Row> recalled(Row... sorted) {
    List<Row> rows = new ArrayList<>();
    new RecallTask(null, null)
        .run(List.of(sorted).iterator(), null, null)
        .forEachRemaining(rows::add);
    return rows;
  }

  @Test
  void theHashOfTheSameVersionIsTakenAndEverythingElseIsRead() {
    List<Row> rows =
        recalled(
            listed("a", "1"),
            remembered("a", ObjectVersion.strong("1"), 7),
            listed("b", "2"),
            remembered("b", ObjectVersion.strong("1"), 7),
            listed("c", "1"),
            remembered("c", ObjectVersion.strong("1"), 8),
            listed("d", "1"),
            remembered("gone", ObjectVersion.strong("1"), 7));

    assertThat(rows).hasSize(4);
    HashEngine.Hashed known = ObjectRows.hashed(rows.get(0));
    assertThat(ObjectRows.is(rows.get(0), ObjectRows.HASHED)).isTrue();
    assertThat(known.hash()).isEqualTo(HASH);
    assertThat(known.read()).isFalse();
    assertThat(known.entry()).isEqualTo(entry("a", ObjectVersion.strong("1"), ObjectType.FILE));
    assertThat(rows.subList(1, 4))
        .allMatch(row -> ObjectRows.is(row, ObjectRows.PAIR))
        .extracting(row -> ObjectRows.pair(row).source().orElseThrow().path().value())
        .containsExactly("b", "c", "d");
  }

  @Test
  void aWeakVersionThatWasTooYoungWhenItWasListedIsReadAgain() {
    ObjectVersion weak = ObjectVersion.weak(AT, 7);

    assertThat(
            recalled(
                ObjectRows.listed(ObjectRows.SOURCE, entry("a", weak, ObjectType.FILE)),
                remembered("a", weak, 7)))
        .singleElement()
        .matches(row -> ObjectRows.is(row, ObjectRows.PAIR));
  }

  @Test
  void directoryMarkersAreLeftOutAndAPathThatIsShownTwiceIsNotBelieved() {
    assertThat(
            recalled(
                ObjectRows.listed(
                    ObjectRows.SOURCE,
                    entry("dir", ObjectVersion.strong("1"), ObjectType.DIRECTORY_MARKER))))
        .isEmpty();
    assertThatThrownBy(() -> recalled(listed("a", "1"), listed("a", "1")))
        .hasMessageContaining("shows 'a' twice");
  }
}
