package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.sync.MappedPlace.Verdict;
import io.twinlake.workspace.sync.Resolver.Answer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlaceRuleTest {
  private static final String EAST = "saleseast.dfs.core.windows.net";
  private static final String WEST = "saleswest.dfs.core.windows.net";
  private static final Premises UNKNOWING =
      new Premises(Premises.Check.REFUSE, Set.of(), Set.of(), Set.of());
  private static final Region.Place ACCOUNT =
      new Region.Place(
          new Region.Rule(Region.What.STORAGE_ACCOUNT, "saleseast", "saleswest"), EAST, WEST);
  private static final Region.Place VAULT =
      new Region.Place(
          new Region.Rule(Region.What.KEY_VAULT, "kv-east", "kv-west"),
          "kv-east.vault.azure.net",
          "kv-west.vault.azure.net");

  private static PlaceRule.Decision decide(
      Premises premises,
      Map<String, String> seen,
      Map<String, Answer> answers,
      Region.Place place) {
    return new PlaceRule(premises, "east", "west", seen, answers).decide(place);
  }

  private static PlaceRule.Decision decide(Map<String, Answer> answers) {
    return decide(UNKNOWING, Map.of(), answers, ACCOUNT);
  }

  @Test
  void aNameThatResolvesIsThere() {
    assertThat(decide(Map.of(WEST, Answer.RESOLVES)).verdict()).isEqualTo(Verdict.FOUND);
  }

  @Test
  void aNameThatDoesNotExistIsMissingWhereTheSourcesDoes() {
    PlaceRule.Decision decision = decide(Map.of(WEST, Answer.ABSENT, EAST, Answer.RESOLVES));
    assertThat(decision.verdict()).isEqualTo(Verdict.MISSING);
    assertThat(decision.how()).contains("does not exist", EAST);
  }

  @Test
  void anyNameOfTheSameZoneProvesThatItIsKnownHere() {
    assertThat(
            decide(Map.of(WEST, Answer.ABSENT, "other.dfs.core.windows.net", Answer.RESOLVES))
                .verdict())
        .isEqualTo(Verdict.MISSING);
    assertThat(decide(Map.of(WEST, Answer.ABSENT, "kv.vault.azure.net", Answer.RESOLVES)).verdict())
        .as("another zone proves nothing")
        .isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void aMachineThatKnowsNoNameProvesNothing() {
    assertThat(decide(Map.of(WEST, Answer.ABSENT, EAST, Answer.ABSENT)).verdict())
        .isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(decide(Map.of(WEST, Answer.UNKNOWN, EAST, Answer.RESOLVES)).verdict())
        .isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(decide(Map.of()).verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void whatTheTargetsWorkspaceUsesIsThereWhateverItsName() {
    assertThat(
            decide(
                    UNKNOWING,
                    Map.of(PlaceRule.account("saleswest"), "external location raw"),
                    Map.of(WEST, Answer.ABSENT, EAST, Answer.RESOLVES),
                    ACCOUNT)
                .how())
        .isEqualTo("external location raw");
    assertThat(
            decide(UNKNOWING, Map.of(PlaceRule.vault("kv-west"), "scope s"), Map.of(), VAULT)
                .verdict())
        .isEqualTo(Verdict.FOUND);
    assertThat(
            decide(UNKNOWING, Map.of(PlaceRule.account("kv-west"), "other"), Map.of(), VAULT)
                .verdict())
        .as("an account of the same name is another thing")
        .isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void theAccountOfTheControlRootIsThereAsItWasRead() {
    Premises premises =
        new Premises(
            Premises.Check.REFUSE, Set.of("saleseast"), Set.of("saleswest"), Set.of("saleswest"));
    assertThat(decide(premises, Map.of(), Map.of(), ACCOUNT).verdict()).isEqualTo(Verdict.FOUND);
  }

  @Test
  void anAccountThatTheSettingsOnlyNameIsNotFoundByThat() {
    Premises premises =
        new Premises(Premises.Check.REFUSE, Set.of("saleseast"), Set.of("saleswest"), Set.of());
    assertThat(decide(premises, Map.of(), Map.of(), ACCOUNT).verdict())
        .isEqualTo(Verdict.COULD_NOT_TELL);
  }

  @Test
  void anAccountOfTheSourcesSiteIsRefusedThoughItIsThere() {
    Premises turned =
        new Premises(Premises.Check.REFUSE, Set.of("saleswest"), Set.of("third"), Set.of());
    PlaceRule.Decision decision = decide(turned, Map.of(), Map.of(WEST, Answer.RESOLVES), ACCOUNT);
    assertThat(decision.verdict()).isEqualTo(Verdict.MISSING);
    assertThat(decision.how()).contains("data of east", "none of west");
    Premises shared =
        new Premises(Premises.Check.REFUSE, Set.of("saleswest"), Set.of("saleswest"), Set.of());
    assertThat(decide(shared, Map.of(), Map.of(WEST, Answer.RESOLVES), ACCOUNT).verdict())
        .isEqualTo(Verdict.FOUND);
  }

  @Test
  void whatIsNoAddressCannotBeTold() {
    Region.Place word =
        new Region.Place(new Region.Rule(Region.What.TEXT, "east_catalog", "west_catalog"), "", "");
    assertThat(decide(UNKNOWING, Map.of(), Map.of(), word).how()).contains("no address");
  }
}
