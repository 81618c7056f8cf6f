package io.twinlake.validation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Sample;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {
  private static ValidationResult drawn(int read, int differ, boolean newest, Verdict verdict) {
    return Reports.result(
        Level.SAMPLE,
        verdict,
        Optional.of(new Sample(7, 0.1, newest)),
        Duration.ofHours(1),
        1,
        List.of(
            Reports.dataset(
                "orders",
                verdict,
                new TreeMap<>(
                    Map.of(
                        "",
                        Map.of(
                            Outcome.MATCH, new Count(read - differ, 0),
                            Outcome.DIFFERS, new Count(differ, 0),
                            Outcome.UNVERIFIED, new Count(10_000 - read, 0)))),
                List.of(),
                0,
                read,
                Optional.empty(),
                List.of())));
  }

  @ParameterizedTest
  @CsvSource({"100,3.00", "1000,0.300", "300,1.00", "3000,0.100", "4,75.0"})
  void noneOfAnEvenDrawBoundsTheRestByTheRuleOfThree(int read, String percent) {
    assertThat(Sentences.bound(drawn(read, 0, false, Verdict.CLEAN)).orElseThrow())
        .contains("fewer than 3/%d of all objects".formatted(read), percent + " %");
  }

  @Test
  void nothingIsPromisedThatTheDrawDoesNotAllow() {
    assertThat(Sentences.bound(drawn(100, 0, true, Verdict.CLEAN)).orElseThrow())
        .contains("no bound")
        .doesNotContain("95 %");
    assertThat(Sentences.bound(drawn(100, 2, false, Verdict.DIFFERENCES)).orElseThrow())
        .contains("not all of it")
        .doesNotContain("95 %");
    assertThat(Sentences.bound(drawn(100, 0, false, Verdict.COULD_NOT_TELL)).orElseThrow())
        .contains("no bound follows");
    assertThat(Sentences.bound(drawn(2, 0, false, Verdict.CLEAN)).orElseThrow())
        .contains("too few");
    assertThat(Sentences.bound(drawn(0, 0, false, Verdict.CLEAN)).orElseThrow())
        .contains("Nothing was drawn");
    assertThat(Sentences.bound(Reports.clean().shown().orElseThrow())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,10,0 %",
    "10,10,100 %",
    "1,3,33.3 %",
    "1,1000000,under 0.01 %",
    "999999,1000000,over 99.99 %"
  })
  void aShareIsNeverRoundedToNothingOrToAll(long part, long whole, String text) {
    assertThat(Words.percent(part, whole)).isEqualTo(text);
  }
}
