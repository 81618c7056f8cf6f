package io.twinlake.metastore.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestTest {
  @Test
  void anExportFromBeforeItSaidWhatItWasAskedForCanBeRead() {
    String before =
        """
        {"format":"mscat/1.0","id":"20261101T000000Z-000001","pair":"sales","site":"east","kind":"thrift","generation":3,
         "fidelity":"full","startedAt":"2026-11-01T00:00:00Z","completedAt":"2026-11-01T00:00:01Z","consistency":"LOG",
         "roots":{"raw":"abfss://raw@sa3.dfs.core.windows.net"},"parts":[],"redactions":[],"findings":[]}
        """;
    Manifest manifest =
        Json.parseDocument(
            before.getBytes(StandardCharsets.UTF_8), Manifest.FORMAT, Manifest.class, "here");

    assertThat(manifest.selection()).isEmpty();
    assertThat(manifest.isWhole()).isTrue();
    assertThat(manifest.leftOut()).isEmpty();
  }
}
