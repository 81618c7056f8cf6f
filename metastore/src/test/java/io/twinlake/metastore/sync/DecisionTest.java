package io.twinlake.metastore.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.MetastoreSettings.Conflict;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {
  /** A dash is nothing; letters are hashes. */
  @ParameterizedTest
  @CsvSource({
    "-, -, -, KEEP, KEEP, KEEP",
    "a, -, -, CREATE, CREATE, CREATE",
    "a, -, a, CREATE, CREATE, CREATE",
    "a, a, -, KEEP, KEEP, KEEP",
    "a, a, a, KEEP, KEEP, KEEP",
    "a, a, b, KEEP, KEEP, KEEP",
    "b, a, a, ALTER, ALTER, ALTER",
    "a, b, a, DRIFT, ALTER, DRIFT",
    "b, c, a, CONFLICT, ALTER, DRIFT",
    "a, b, -, CONFLICT, CONFLICT, CONFLICT",
    "-, a, -, FOREIGN, FOREIGN, FOREIGN",
    "-, a, a, DROP, DROP, DROP",
    "-, b, a, DRIFT, DROP, DRIFT",
  })
  void oneObjectIsDecidedThreeWays(
      String ours, String theirs, String base, Decision fail, Decision source, Decision target) {
    assertThat(Decision.of(of(ours), of(theirs), of(base), Conflict.FAIL)).isEqualTo(fail);
    assertThat(Decision.of(of(ours), of(theirs), of(base), Conflict.SOURCE)).isEqualTo(source);
    assertThat(Decision.of(of(ours), of(theirs), of(base), Conflict.TARGET)).isEqualTo(target);
  }

  private static Optional<String> of(String hash) {
    return hash.equals("-") ? Optional.empty() : Optional.of(hash);
  }
}
