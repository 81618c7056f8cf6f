package io.twinlake.workspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.run.RunId;
import io.twinlake.core.store.ObjectPrefix;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkspaceClaimTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ControlDocuments documents =
      new ControlDocuments(
          MemoryStoreProvider.store(
              URI.create("memory://claim%d-control/".formatted(NUMBER.incrementAndGet()))));
  private Instant now = Instant.parse("2026-11-22T03:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private WorkspaceClaim take(String doing) {
    return WorkspaceClaim.take(documents, "west", doing, RunId.begin(now), clock, false);
  }

  private void passes(Duration time) {
    now = now.plus(time);
  }

  @Test
  void isRefusedToASecondRunUntilTheFirstGivesItBack() {
    try (WorkspaceClaim first = take("import")) {
      first.hold();
      assertThatThrownBy(() -> take("activation"))
          .isInstanceOf(ClaimTakenException.class)
          .hasMessageContainingAll("import", "2026-11-22T03:02:00Z", "--take-over");
    }
    take("activation").close();
  }

  @Test
  void ofARunThatDiedEndsByItself() {
    WorkspaceClaim dead = take("import");
    passes(Duration.ofMinutes(2));
    try (WorkspaceClaim next = take("import")) {
      next.require();
      assertThatThrownBy(dead::hold).isInstanceOf(ClaimTakenException.class);
      assertThatThrownBy(dead::require).isInstanceOf(ClaimTakenException.class);
    }
    assertThatThrownBy(dead::renew)
        .as("also after the other's end")
        .isInstanceOf(ClaimTakenException.class);
    dead.close();
  }

  @Test
  void holdsForAsLongAsItIsRenewed() {
    try (WorkspaceClaim first = take("import")) {
      for (int i = 0; i < 100; i++) {
        passes(Duration.ofSeconds(30));
        first.renew();
      }
      assertThatThrownBy(() -> take("import")).isInstanceOf(ClaimTakenException.class);
      assertThat(documents.list(ObjectPrefix.ALL)).as("old documents go").hasSize(20);
    }
  }

  @Test
  void ofARunThatSleptIsAskedForAgainAndHeldIfNobodyTookIt() {
    try (WorkspaceClaim first = take("import")) {
      passes(Duration.ofHours(1));
      first.hold();
      assertThatThrownBy(() -> take("import")).isInstanceOf(ClaimTakenException.class);
    }
  }
}
