package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.http.HttpClient;
import io.twinlake.testing.databricks.SalesWorkspace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A deactivation or activation that dies at any of its writes is finished by the next. */
class KilledSwitchTest {
  /** The JVM is gone. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static HttpClient dying(HttpClient http, int at) {
    AtomicInteger writes = new AtomicInteger();
    return request -> {
      boolean write = !request.getMethod().equals("GET");
      int number = write ? writes.incrementAndGet() : writes.get();
      if (number > at) {
        throw new Killed();
      }
      if (write && number == at) {
        http.execute(request);
        writes.incrementAndGet();
        throw new Killed();
      }
      return http.execute(request);
    };
  }

  @Test
  void nothingIsForgottenWhereverItDies() {
    try (TwoWorkspaces two = new TwoWorkspaces().inOrder()) {
      SalesWorkspace.fill(two.primary);
      Map<String, String> awake = WorkspaceImportTest.starters(two.primary);
      two.export();
      two.importing();
      for (int at = 1; at <= 10; at += 3) {
        int dies = at;
        two.between("east", http -> dying(http, dies));
        assertThatThrownBy(() -> two.with(w -> w.deactivate(Optional.empty())))
            .isInstanceOf(Killed.class);
        two.between("east", http -> http);
        two.with(w -> w.deactivate(Optional.empty()));
        assertThat(WorkspaceImportTest.starters(two.primary))
            .isEqualTo(WorkspaceImportTest.starters(two.secondary));

        two.between("east", http -> dying(http, dies));
        assertThatThrownBy(
                () -> two.with(w -> w.activate(Optional.of("east"), Optional.empty(), true)))
            .isInstanceOf(Killed.class);
        two.between("east", http -> http);
        two.with(w -> w.activate(Optional.of("east"), Optional.empty(), true));
        assertThat(WorkspaceImportTest.starters(two.primary))
            .as("killed at %d", at)
            .isEqualTo(awake);
      }
    }
  }
}
