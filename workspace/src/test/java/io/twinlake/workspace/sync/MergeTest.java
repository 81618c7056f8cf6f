package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.sync.Merge.Base;
import io.twinlake.workspace.sync.Merge.Decision;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
  @ParameterizedTest(name = "base {0}, comes unchanged {1}, ours {2}, there {3}, comes {4}")
  @CsvSource({
    "-,  false, false, -, a, CREATE,    CREATE",
    "b,  true,  false, -, a, CREATE,    CREATE",
    "-,  false, false, a, a, ADOPT,     ADOPT",
    "-,  false, true,  a, a, ADOPT,     ADOPT",
    "-,  false, false, x, a, KEEP_CHANGED, OVERWRITE",
    "-,  false, true,  x, a, UPDATE,    UPDATE",
    "b,  true,  true,  b, a, KEEP,      KEEP",
    "b,  false, true,  b, a, UPDATE,    UPDATE",
    "b,  true,  true,  x, a, KEEP_CHANGED, OVERWRITE",
    "b,  false, true,  x, a, KEEP_CHANGED, OVERWRITE",
    "b,  false, true,  a, a, ADOPT,     ADOPT",
    "a,  true,  true,  a, a, KEEP,      KEEP",
  })
  void decidesByWhatWasWrittenWhatIsThereAndWhatComes(
      String base,
      boolean comesUnchanged,
      boolean ours,
      String there,
      String comes,
      Decision keep,
      Decision overwrite) {
    Optional<Base> written = known(base).map(hash -> new Base(comesUnchanged, hash));
    assertThat(new Merge(false).decide(written, ours, known(there), comes)).isEqualTo(keep);
    assertThat(new Merge(true).decide(written, ours, known(there), comes)).isEqualTo(overwrite);
  }

  private static Optional<String> known(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(text);
  }
}
