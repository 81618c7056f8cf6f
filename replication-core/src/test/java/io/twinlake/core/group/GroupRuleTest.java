package io.twinlake.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.GroupSettings;
import io.twinlake.core.settings.GroupSettings.GroupFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupRuleTest {
  private static final GroupRule HOLD =
      new GroupRule(new GroupSettings("nightly", GroupFailure.HOLD, 0.3));
  private static final GroupRule EXCLUDE =
      new GroupRule(new GroupSettings("nightly", GroupFailure.EXCLUDE, 0.3));

  private static Member member(String name, long objects, long replaced, long deleted) {
    return new Member(name, Optional.empty(), objects, replaced, deleted);
  }

  private static Member failed(String name) {
    return new Member(name, Optional.of("has 1 failed paths."), 10, 0, 0);
  }

  @ParameterizedTest(name = "{1} replaced and {2} deleted of {0} objects: held {3}")
  @CsvSource({
    "0, 0, 0, false",
    "1000, 0, 0, false",
    "1000, 300, 0, false",
    "1000, 301, 0, true",
    "1000, 0, 301, true",
    "1000, 200, 101, true",
    "1000, 1000, 0, true",
    "1, 1, 0, false",
    "3, 1, 0, false",
    "3, 2, 0, true",
  })
  void tooMuchAtOnceIsHeldAndASingleChangeNever(
      long objects, long replaced, long deleted, boolean held) {
    assertThat(HOLD.massChange(List.of(member("orders", objects, replaced, deleted))).isPresent())
        .isEqualTo(held);
  }

  @Test
  void theGroupIsMeasuredAsAWhole() {
    Member small = member("small", 10, 10, 0);
    Member large = member("large", 990, 0, 0);

    assertThat(HOLD.massChange(List.of(small, large))).isEmpty();
    assertThat(HOLD.massChange(List.of(small))).isPresent();
  }

  @Test
  void theMessageSaysWhatItLooksLikeTheCountsAndWhatReleasesIt() {
    assertThat(HOLD.massChange(List.of(member("orders", 1000, 812, 44))).orElseThrow())
        .contains(
            "replace 812 and delete 44 of 1,000",
            "85.6 %",
            "ransomware",
            "replicate --release nightly");
  }

  @Test
  void oneFailureHoldsTheGroupUnlessItsSettingsExcludeIt() {
    List<Member> members = List.of(member("orders", 10, 0, 0), failed("clicks"));

    assertThat(HOLD.failure(members))
        .hasValueSatisfying(t -> assertThat(t).contains("clicks has 1"));
    assertThat(HOLD.excluded(members)).isEmpty();
    assertThat(EXCLUDE.failure(members)).isEmpty();
    assertThat(EXCLUDE.excluded(members))
        .hasValueSatisfying(t -> assertThat(t).contains("partial", "clicks has 1"));
  }

  @Test
  void aGroupWithoutFailuresGoesOnSilently() {
    List<Member> members = List.of(member("orders", 10, 1, 0));

    assertThat(HOLD.failure(members)).isEmpty();
    assertThat(EXCLUDE.excluded(members)).isEmpty();
  }
}
