package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#METADATA}. */
public abstract class MetadataContract extends StoreContract {
  /** Each header, and user metadata in mixed case. */
  protected static final ObjectMetadata RICH =
      ObjectMetadata.of(
          Map.of(
              "Content-Type", "application/json",
              "Content-Encoding", "gzip",
              "Content-Language", "de-CH",
              "Content-Disposition", "attachment; filename=\"a b.json\"",
              "Cache-Control", "max-age=60"),
          Map.of("Owner", "Sales", "hdi_permission", "{\"x\": 1}"));

  /** Services add an MD5 of their own. */
  protected static ObjectMetadata withoutMd5(ObjectMetadata metadata) {
    Map<String, String> headers = new TreeMap<>(metadata.headers());
    headers.remove("Content-MD5");
    return ObjectMetadata.of(headers, metadata.user());
  }

  @Test
  void theStoreDeclaresIt() {
    assertThat(emptyStore().abilities()).contains(Ability.METADATA);
  }

  @Test
  void headersAndMetadataAreListedAndFound() {
    ObjectStore store = emptyStore();
    ObjectEntry written = write(store, "a", "content", RICH, Expected.absent());

    assertThat(withoutMd5(written.metadata())).isEqualTo(RICH);
    assertThat(withoutMd5(entries(store, "").get(0).metadata())).isEqualTo(RICH);
    assertThat(withoutMd5(store.find(path("a")).orElseThrow().metadata())).isEqualTo(RICH);
    assertThat(withoutMd5(store.listLevel(ObjectPrefix.ALL).objects().get(0).metadata()))
        .isEqualTo(RICH);
  }

  @Test
  void aContentEncodingDoesNotChangeTheBytesThatAreRead() {
    ObjectStore store = emptyStore();
    write(store, "a.gz", "not really gzip", RICH, Expected.absent());

    assertThat(read(store, "a.gz")).isEqualTo("not really gzip");
  }

  @Test
  void aReplacementDropsWhatItDoesNotName() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "content", RICH, Expected.absent());
    write(store, "a", "content", metadata("Team", "east"), Expected.version(old.version()));

    ObjectMetadata now = entries(store, "").get(0).metadata();
    assertThat(now.user()).containsExactly(Map.entry("Team", "east"));
    assertThat(now.headers()).doesNotContainKeys("Content-Encoding", "Cache-Control");
  }

  @Test
  void theSourceVersionIsReadBack() {
    ObjectStore store = emptyStore();
    ObjectVersion source = ObjectVersion.strong("\"0x8D\"");
    write(store, "a", "content", RICH.copiedFrom(source), Expected.absent());

    ObjectMetadata listed = entries(store, "").get(0).metadata();
    assertThat(listed.sourceVersion()).contains(source);
    assertThat(withoutMd5(listed.withoutOurs())).isEqualTo(RICH);
  }

  @Test
  void anEmptyObjectKeepsItsMetadata() {
    ObjectStore store = emptyStore();
    write(store, "a", "", RICH, Expected.absent());

    assertThat(entries(store, "").get(0).metadata().user()).isEqualTo(RICH.user());
  }
}
