package io.twinlake.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.WorkspaceSettings;
import io.twinlake.workspace.api.Limit;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class KindTest {
  @Test
  void settingsKnowTheSameKindsAndLimits() {
    assertThat(Arrays.stream(Kind.values()).map(Kind::written))
        .containsExactlyElementsOf(WorkspaceSettings.KINDS);
    assertThat(
            WorkspaceSettings.LIMITED.stream()
                .map(l -> l.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT)))
        .containsExactlyElementsOf(Arrays.stream(Limit.values()).map(Limit::name).toList());
  }
}
