package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.sync.Resolver.Answer;
import org.junit.jupiter.api.Test;

class SystemResolverTest {
  @Test
  void thisMachineIsKnownAndWhatMustNotExistIsNot() {
    assertThat(Resolver.system().ask("localhost")).isEqualTo(Answer.RESOLVES);
    // RFC 6761: no name below .invalid ever exists. A machine without a name service does not know.
    assertThat(Resolver.system().ask("twinlake.invalid")).isIn(Answer.ABSENT, Answer.UNKNOWN);
  }

  @Test
  void onlyANameThatDoesNotExistIsAbsent() {
    assertThat(SystemResolver.of("x: Name or service not known")).isEqualTo(Answer.ABSENT);
    assertThat(SystemResolver.of("x: nodename nor servname provided, or not known"))
        .isEqualTo(Answer.ABSENT);
    assertThat(SystemResolver.of("No such host is known (x)")).isEqualTo(Answer.ABSENT);
    assertThat(SystemResolver.of("x: Temporary failure in name resolution"))
        .isEqualTo(Answer.UNKNOWN);
    assertThat(SystemResolver.of("x")).as("of an earlier failure").isEqualTo(Answer.UNKNOWN);
    assertThat(SystemResolver.of(null)).isEqualTo(Answer.UNKNOWN);
  }
}
