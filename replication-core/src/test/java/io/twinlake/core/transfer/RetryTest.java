package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryTest {
  private final List<Duration> slept = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Retry retry(int attempts) {
    return new Retry(attempts, slept::add, () -> 0.5);
  }

  private static StoreException throttled(Duration retryAfter) {
    return new StoreException(
        Effect.NONE_MAY_RETRY, StoreProblem.THROTTLED, "slow down", retryAfter, null);
  }

  private String failing(int times, RuntimeException failure) {
    if (calls.incrementAndGet() <= times) {
      throw failure;
    }
    return "answer";
  }

  @Test
  void asksAgainUntilThereIsAnAnswer() {
    RuntimeException failure = new ReplicationException(Effect.NONE_MAY_RETRY, "busy");

    assertThat(retry(5).call(() -> failing(3, failure))).isEqualTo("answer");
    assertThat(calls).hasValue(4);
    assertThat(slept)
        .containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void givesUpAfterTheLastAttemptWithTheLastFailure() {
    RuntimeException failure = new ReplicationException(Effect.NONE_MAY_RETRY, "busy");

    assertThatThrownBy(() -> retry(3).call(() -> failing(99, failure))).isSameAs(failure);
    assertThat(calls).hasValue(3);
    assertThat(slept).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE_DO_NOT_RETRY", "UNKNOWN"})
  void whatMayNotBeRetriedPassesAtOnce(Effect effect) {
    RuntimeException failure = new ReplicationException(effect, "no");

    assertThatThrownBy(() -> retry(3).call(() -> failing(99, failure))).isSameAs(failure);
    assertThat(calls).hasValue(1);
  }

  @Test
  void anUnknownOutcomeIsRepeatedOnlyWhereThatDoesNoHarm() {
    RuntimeException failure = new ReplicationException(Effect.UNKNOWN, "silence");

    assertThat(retry(3).callAgain(() -> failing(1, failure))).isEqualTo("answer");
  }

  @Test
  void aFailureThatIsNotOursPassesAtOnce() {
    assertThatThrownBy(() -> retry(3).call(() -> failing(99, new IllegalStateException("bug"))))
        .hasMessage("bug");
    assertThat(calls).hasValue(1);
  }

  @Test
  void waitsAtLeastAsLongAsTheServiceAsks() {
    retry(2).call(() -> failing(1, throttled(Duration.ofSeconds(10))));

    assertThat(slept).containsExactly(Duration.ofMillis(10_250));
  }

  @Test
  void doesNotComeBackEarlyWhenTheServiceAsksForTooLong() {
    RuntimeException failure = throttled(Duration.ofMinutes(6));

    assertThatThrownBy(() -> retry(5).call(() -> failing(99, failure))).isSameAs(failure);
    assertThat(slept).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,0",
    "1,0.5,250",
    "2,0.5,500",
    "6,0.5,8000",
    "7,0.5,15000",
    "8,0.5,15000",
    "999,0.5,15000"
  })
  void theCeilingDoublesUpToHalfAMinute(int failed, double fraction, long millis) {
    assertThat(Retry.delay(failed, Optional.empty(), fraction))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void anInterruptedWaitEndsTheAttemptsAndStaysInterrupted() {
    ReplicationException failure = new ReplicationException(Effect.NONE_MAY_RETRY, "busy");
    Retry retry =
        new Retry(
            5,
            duration -> {
              throw new InterruptedException();
            },
            () -> 0);

    assertThatThrownBy(() -> retry.call(() -> failing(99, failure))).isSameAs(failure);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls).hasValue(1);
  }

  @Test
  void needsAtLeastOneAttempt() {
    assertThatThrownBy(() -> retry(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(retry(1).call(() -> "answer")).isEqualTo("answer");
  }
}
