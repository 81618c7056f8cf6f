package io.twinlake.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is judged without asking anybody. */
class PureRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.400Z");

  @ParameterizedTest
  @CsvSource({
    // told time, trip in ms, what can be said for sure in ms
    "12:00:00, 0, 0",
    "12:00:00, 900, 0",
    "11:59:59, 0, -400",
    "12:00:02, 100, 1500",
    "11:59:57, 100, -2400",
    "12:20:00, 100, 1199500",
    "11:40:00, 100, -1199400",
  })
  void aClockIsOffOnlyByWhatMeasuringCannotExplain(String told, long trip, long expected) {
    Instant there = Instant.parse("2026-11-22T" + told + "Z");

    assertThat(ClockRule.ahead(NOON, Duration.ofMillis(trip), there))
        .isEqualTo(Duration.ofMillis(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "0, none",
    "2000, none",
    "-2000, none",
    "2001, WARNING",
    "-2001, WARNING",
    "300000, WARNING",
    "300001, PROBLEM",
    "-300001, PROBLEM",
  })
  void aClockIsAWarningAboveTwoSecondsAndAProblemAboveFiveMinutes(long millis, String severity) {
    List<Finding> findings =
        ClockRule.judge(Map.of("sa3.core.windows.net", Duration.ofMillis(millis)));

    assertThat(findings.stream().map(f -> f.severity().name()).findFirst().orElse("none"))
        .isEqualTo(severity);
  }

  @Test
  void aClockBehindOursMeansThatOursIsAhead() {
    assertThat(ClockRule.judge(Map.of("sa3.core.windows.net", Duration.ofMinutes(-20))))
        .singleElement()
        .extracting(Finding::seen)
        .isEqualTo("The clock of this machine is 20 min ahead of that of account sa3.");
  }

  @Test
  void theWorstComesFirstAndOneCauseIsSaidOnce() {
    Finding note = Finding.note("a", "n", "", "");
    Finding problem = Finding.problem("east raw", "wrong key", "why", "next");
    Finding same = Finding.problem("east staging", "wrong key", "why", "next");

    assertThat(Finding.inOrder(List.of(note, problem, same, same)))
        .containsExactly(
            Finding.problem("east raw, east staging", "wrong key", "why", "next"), note);
  }

  @Test
  void warningsStopNobody() {
    assertThat(PreflightResult.verdict(List.of(Finding.warning("a", "w", "", ""))))
        .isEqualTo(PreflightResult.Verdict.READY);
    assertThat(PreflightResult.verdict(List.of(Finding.guard("a", "g", "", ""))))
        .isEqualTo(PreflightResult.Verdict.REFUSED);
    assertThat(
            PreflightResult.verdict(
                List.of(Finding.guard("a", "g", "", ""), Finding.problem("a", "p", "", ""))))
        .isEqualTo(PreflightResult.Verdict.UNREACHABLE);
  }

  @Test
  void credentialsAreFoundByNameAndReferencesToSecretsAreNone() {
    assertThat(
            ConfiguredKeys.secretsAmong(
                Map.of(
                    "spark.hadoop.fs.azure.account.key.sa3.dfs.core.windows.net", "c2VjcmV0",
                    "fs.azure.account.key.sa4.dfs.core.windows.net", "{{secrets/lake/sa4}}",
                    "fs.azure.account.key.sa5.dfs.core.windows.net", " ",
                    "fs.azure.account.keyprovider.sa3.dfs.core.windows.net", "x.Provider",
                    "fs.azure.sas.fixed.token", "sv=1&sig=2",
                    "fs.azure.account.oauth2.client.secret.sa1.dfs.core.windows.net", "s",
                    "fs.azure.account.oauth2.client.id", "public")))
        .containsExactly(
            "fs.azure.account.oauth2.client.secret.sa1.dfs.core.windows.net",
            "fs.azure.sas.fixed.token",
            "spark.hadoop.fs.azure.account.key.sa3.dfs.core.windows.net");
  }

  @Test
  void keysInSparkNeedARedactionThatCoversThem() {
    List<String> key = List.of("spark.hadoop.fs.azure.account.key.sa3.dfs.core.windows.net");
    assertThat(texts(new ConfiguredKeys(key, List.of(), Optional.empty())))
        .anyMatch(t -> t.contains("regex is not set"));
    assertThat(texts(new ConfiguredKeys(key, List.of(), Optional.of("(?i)secret|password"))))
        .anyMatch(t -> t.contains("does not cover"));
    assertThat(texts(new ConfiguredKeys(key, List.of(), Optional.of("account[.]?key"))))
        .noneMatch(t -> t.contains("redaction"));
    assertThat(texts(new ConfiguredKeys(List.of(), List.of(), Optional.empty()))).isEmpty();
  }

  @Test
  void manyKeysAreCountedAndNotAllNamed() {
    List<String> keys =
        Stream.of("a", "b", "c", "d", "e").map(k -> "fs.azure.account.key." + k).toList();

    assertThat(texts(new ConfiguredKeys(List.of(), keys, Optional.empty())))
        .singleElement()
        .asString()
        .contains("fs.azure.account.key (a, b, c and 2 more).")
        .doesNotContain("d,");
  }

  private static List<String> texts(ConfiguredKeys keys) {
    return keys.judge().stream().map(Finding::seen).toList();
  }

  @Test
  void anIdentityOfValidationsWithoutCredentialsIsWarnedOf() {
    assertThat(IdentityRule.judge(Optional.empty(), Set.of())).isEmpty();
    assertThat(IdentityRule.judge(Optional.of("auditor"), Set.of("twinlake.identity.other.x")))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
    assertThat(IdentityRule.judge(Optional.of("auditor"), Set.of("twinlake.identity.auditor.x")))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.NOTE));
  }
}
