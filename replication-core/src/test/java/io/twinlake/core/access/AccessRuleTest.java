package io.twinlake.core.access;

import static io.twinlake.core.store.AclEntry.Kind.GROUP;
import static io.twinlake.core.store.AclEntry.Kind.MASK;
import static io.twinlake.core.store.AclEntry.Kind.OTHER;
import static io.twinlake.core.store.AclEntry.Kind.USER;
import static io.twinlake.core.store.AclEntry.Scope.ACCESS;
import static io.twinlake.core.store.AclEntry.Scope.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.access.AccessMapping.Unmapped;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccessRuleTest {
  private static final Access PLAIN = new Access("alice", "staff", 0750, List.of());
  private static final Access RICH =
      new Access(
          "alice",
          "staff",
          01750,
          List.of(
              new AclEntry(ACCESS, USER, "bob", 7),
              new AclEntry(ACCESS, GROUP, "audit", 5),
              new AclEntry(ACCESS, MASK, "", 5),
              new AclEntry(DEFAULT, USER, "", 7),
              new AclEntry(DEFAULT, USER, "bob", 6),
              new AclEntry(DEFAULT, GROUP, "", 5),
              new AclEntry(DEFAULT, MASK, "", 7),
              new AclEntry(DEFAULT, OTHER, "", 0)));
  private static final Access OTHERS = new Access("root", "wheel", 0700, List.of());

  private static AccessMapping mapping(Unmapped unmapped, String... pairs) {
    Map<String, String> users = new TreeMap<>();
    Map<String, String> groups = new TreeMap<>();
    for (String pair : pairs) {
      String[] parts = pair.split("[:=]", 3);
      (parts[0].equals("u") ? users : groups).put(parts[1], parts[2]);
    }
    return new AccessMapping(new TreeMap<>(users), new TreeMap<>(groups), unmapped);
  }

  private static Access wanted(Access source, Access target, AccessMapping mapping) {
    AccessDecision decision = AccessRule.decide(source, Optional.of(target), mapping);
    assertThat(decision).isInstanceOf(AccessDecision.Set.class);
    return ((AccessDecision.Set) decision).wanted();
  }

  @Test
  void whatIsEqualIsLeftAsItIs() {
    assertThat(AccessRule.decide(RICH, Optional.of(RICH), AccessMapping.IDENTITY))
        .isEqualTo(new AccessDecision.Same());
  }

  @Test
  void whateverDiffersIsSetAsItIsAtTheSource() {
    List<Access> different =
        List.of(
            OTHERS,
            new Access("eve", "staff", 01750, RICH.entries()),
            new Access("alice", "other", 01750, RICH.entries()),
            new Access("alice", "staff", 0750, RICH.entries()),
            new Access("alice", "staff", 01750, List.of()),
            new Access("alice", "staff", 01750, RICH.entries().subList(0, 7)));
    for (Access target : different) {
      assertThat(wanted(RICH, target, AccessMapping.IDENTITY)).isEqualTo(RICH);
    }
  }

  @Test
  void whatWasJustMadeIsSet() {
    assertThat(AccessRule.decide(PLAIN, Optional.empty(), AccessMapping.IDENTITY))
        .isEqualTo(new AccessDecision.Set(PLAIN));
  }

  @Test
  void namesBecomeThoseOfTheTargetInDefaultEntriesToo() {
    AccessMapping all =
        mapping(Unmapped.REFUSE, "u:alice=a2", "u:bob=b2", "g:staff=s2", "g:audit=x2");
    Access mapped = wanted(RICH, OTHERS, all);

    assertThat(mapped.owner()).isEqualTo("a2");
    assertThat(mapped.group()).isEqualTo("s2");
    assertThat(mapped.mode()).isEqualTo(01750);
    assertThat(mapped.entries())
        .contains(
            new AclEntry(ACCESS, USER, "b2", 7),
            new AclEntry(ACCESS, GROUP, "x2", 5),
            new AclEntry(DEFAULT, USER, "b2", 6),
            new AclEntry(DEFAULT, OTHER, "", 0))
        .hasSize(RICH.entries().size());
    assertThat(AccessRule.decide(RICH, Optional.of(mapped), all))
        .isEqualTo(new AccessDecision.Same());
  }

  @Test
  void aUserIsNeverMappedAsAGroup() {
    AccessMapping users = mapping(Unmapped.KEEP, "u:staff=wrong", "g:alice=wrong");

    assertThat(wanted(PLAIN, OTHERS, users)).isEqualTo(PLAIN);
  }

  @Test
  void unmappedNamesAreKeptWhereBothSitesKnowThem() {
    assertThat(wanted(RICH, OTHERS, mapping(Unmapped.KEEP, "u:bob=b2")).entries())
        .contains(new AclEntry(ACCESS, GROUP, "audit", 5), new AclEntry(ACCESS, USER, "b2", 7));
  }

  @Test
  void unmappedNamesAreDroppedAndTheTargetKeepsItsOwner() {
    Access dropped = wanted(RICH, OTHERS, mapping(Unmapped.DROP, "u:bob=b2"));

    assertThat(dropped.owner()).isEqualTo("root");
    assertThat(dropped.group()).isEqualTo("wheel");
    assertThat(dropped.entries())
        .extracting(AclEntry::name)
        .containsOnly("b2", "")
        .doesNotContain("audit");
  }

  @Test
  void aMaskGoesWithTheLastNamedEntry() {
    Access source =
        new Access(
            "alice",
            "staff",
            0770,
            List.of(new AclEntry(ACCESS, USER, "bob", 7), new AclEntry(ACCESS, MASK, "", 7)));

    assertThat(wanted(source, OTHERS, mapping(Unmapped.DROP)).entries()).isEmpty();
  }

  @Test
  void unmappedNamesAreRefusedByNameAndNothingIsSet() {
    assertThat(AccessRule.decide(RICH, Optional.of(OTHERS), mapping(Unmapped.REFUSE, "u:bob=b2")))
        .isInstanceOfSatisfying(
            AccessDecision.Unmappable.class,
            refused ->
                assertThat(refused.reason())
                    .contains("user 'alice'", "group 'staff'", "group 'audit'")
                    .doesNotContain("bob"));
  }

  @Test
  void twoNamesThatBecomeOneAreAllowedWhatEitherWas() {
    Access source =
        new Access(
            "alice",
            "staff",
            0750,
            List.of(
                new AclEntry(ACCESS, USER, "bob", 4),
                new AclEntry(ACCESS, USER, "carol", 1),
                new AclEntry(ACCESS, MASK, "", 7)));

    assertThat(wanted(source, OTHERS, mapping(Unmapped.KEEP, "u:bob=one", "u:carol=one")).entries())
        .containsExactly(new AclEntry(ACCESS, USER, "one", 5), new AclEntry(ACCESS, MASK, "", 7));
  }

  @Test
  void theServicesOwnSuperuserIsTheSameEverywhere() {
    Access source = new Access("$superuser", "$superuser", 0750, List.of());

    assertThat(wanted(source, OTHERS, mapping(Unmapped.REFUSE))).isEqualTo(source);
  }
}
