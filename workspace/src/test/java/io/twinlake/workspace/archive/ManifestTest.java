package io.twinlake.workspace.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestTest {
  @Test
  void anArchiveFromBeforeItSaidWhatItWasAskedForCanBeRead() {
    String before =
        """
        {"format":"workspace/1.0","id":"20261101T000000Z-000001","pair":"sales","site":"east",
         "startedAt":"2026-11-01T00:00:00Z","completedAt":"2026-11-01T00:00:01Z","documents":[],"problems":[]}
        """;

    assertThat(
            Json.parseDocument(
                    before.getBytes(StandardCharsets.UTF_8),
                    Manifest.FORMAT,
                    Manifest.class,
                    "here")
                .directories())
        .isEmpty();
  }
}
