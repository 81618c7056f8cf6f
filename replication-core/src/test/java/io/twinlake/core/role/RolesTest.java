package io.twinlake.core.role;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The chain of roles, and the guard that reads it. */
class RolesTest {
  private Set<String> replicatedToSource = Set.of();
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  private final MemoryStore control = new MemoryStore("control-west");
  private final MemoryStore controlEast = new MemoryStore("control-east");
  private final Roles roles = new Roles(new ControlDocuments(control));
  private final Roles rolesEast = new Roles(new ControlDocuments(controlEast));

  @Test
  void theFirstRunWritesTheFirstRole() {
    RoleGuard guard = enter(false, true);

    assertThat(guard.epoch()).isEqualTo(1);
    assertThat(roles.newest()).contains(Role.first("sales", "east", NOW));
    assertThat(control.find(ObjectPath.of("role/0000000001.json"))).isPresent();
    assertThat(rolesEast.newest()).as("the source's own is only read").isEmpty();
  }

  @Test
  void aControlRootThatIsNotThereYetIsMade() {
    control.dropRoot();

    enter(false, true);

    assertThat(roles.newest()).isPresent();
  }

  @Test
  void aPlanWritesNoRole() {
    assertThat(enter(false, false).epoch()).isEqualTo(1);

    assertThat(roles.newest()).isEmpty();
  }

  @Test
  void theSecondRunKeepsTheFirstRole() {
    enter(false, true);

    enter(true, true);

    assertThat(new ControlDocuments(control).list(ControlPaths.ROLES)).hasSize(1);
  }

  @Test
  void ofManyFirstRunsAllGetTheSameRole() throws Exception {
    int runs = 16;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      List<Callable<Role>> races = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        Role mine = Role.first("sales", "east", NOW.plusSeconds(i));
        races.add(() -> roles.put(mine));
      }
      List<Role> got = new ArrayList<>();
      for (Future<Role> race : threads.invokeAll(races)) {
        got.add(race.get());
      }
      assertThat(got).hasSize(runs).containsOnly(roles.newest().orElseThrow());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aLedgerWithoutARoleIsRefused() {
    assertThatThrownBy(() -> enter(true, true))
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContainingAll("west", "no role document", "Restore role/");
    assertThat(roles.newest()).isEmpty();
  }

  @Test
  void aControlRootOfAnotherPairIsRefused() {
    roles.put(Role.first("finance", "east", NOW));

    assertThatThrownBy(() -> enter(false, true))
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContainingAll("finance", "sales", "'control' of site west");
  }

  @Test
  void aTargetThatIsPrimaryForOneDatasetIsRefusedForThatOneOnly() {
    roles.put(Role.first("sales", "east", NOW));
    roles.put(role(2, Map.of("default", "east", "orders", "west")));

    assertThatThrownBy(() -> enter(true, true, "people", "orders"))
        .hasMessageContainingAll("orders", "west", "epoch 2", "swap");
    assertThat(enter(true, true, "people").epoch()).isEqualTo(2);
  }

  @Test
  void aNewerEpochAtTheSourceIsRefused() {
    roles.put(Role.first("sales", "east", NOW));
    rolesEast.put(role(2, Map.of("default", "east")));

    assertThatThrownBy(() -> enter(true, true))
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContainingAll("epoch 2 is in force", "began in 1");
  }

  @Test
  void anOlderEpochAtTheSourceIsFine() {
    rolesEast.put(Role.first("sales", "east", NOW));
    roles.put(Role.first("sales", "east", NOW));
    roles.put(role(2, Map.of("default", "east")));

    assertThat(enter(true, true).epoch()).isEqualTo(2);
  }

  @Test
  void theGuardPassesWhileTheRoleStandsAndStopsWhenANewOneIsThere() {
    RoleGuard guard = enter(false, true);
    guard.check();
    roles.put(role(2, Map.of("default", "east")));

    assertThatThrownBy(guard::check)
        .as("even if the primary is the same: somebody decided something")
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContaining("epoch 2");
  }

  @Test
  void theGuardStopsWhenTheRolesVanish() {
    RoleGuard guard = enter(false, true);
    remove("role/0000000001.json");

    assertThatThrownBy(guard::check).hasMessageContaining("vanished");
  }

  @Test
  void theGuardStopsWhenTheNewestRoleVanishesAndAnOlderOneIsLeft() {
    roles.put(Role.first("sales", "east", NOW));
    roles.put(role(2, Map.of("default", "east")));
    RoleGuard guard = enter(true, true);
    remove("role/0000000002.json");

    assertThatThrownBy(guard::check).hasMessageContaining("vanished");
  }

  @Test
  void onePassingFaultIsReadAgainAndTheSecondStops() {
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            Roles.twice(
                () -> {
                  if (asked.incrementAndGet() == 1) {
                    throw unavailable();
                  }
                  return "answer";
                }))
        .isEqualTo("answer");
    AtomicInteger again = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Roles.twice(
                    () -> {
                      again.incrementAndGet();
                      throw unavailable();
                    }))
        .isInstanceOf(StoreException.class);
    assertThat(again).hasValue(2);
  }

  @Test
  void aFaultThatWillNotPassIsNotReadAgain() {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
        () ->
            Roles.twice(
                () -> {
                  asked.incrementAndGet();
                  throw new StoreException(
                      Effect.NONE_DO_NOT_RETRY, StoreProblem.ACCESS_DENIED, "denied");
                }));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aStrayDocumentStopsTheRunAndIsNamed() {
    RoleGuard guard = enter(false, true);
    write("role/readme.txt", "who are we?");

    assertThatThrownBy(guard::check)
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContaining("role/readme.txt");
  }

  @Test
  void aRoleOfAnUnknownMajorIsRefusedAndANewerMinorIsRead() {
    write(
        "role/0000000001.json",
        "{\"format\":\"role/2.0\",\"pair\":\"sales\",\"epoch\":1,\"primary\":{\"default\":\"east\"}}");
    assertThatThrownBy(roles::newest)
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll("role/0000000001.json", "role/2.0", "role/1.x");
    write(
        "role/0000000002.json",
        "{\"format\":\"role/1.7\",\"pair\":\"sales\",\"epoch\":2,\"primary\":{\"default\":\"east\"},\"since\":\"2026-11-21T03:00:00Z\",\"why\":\"drill\"}");
    assertThat(roles.newest()).contains(role(2, Map.of("default", "east"), "role/1.7"));
  }

  @Test
  void aDamagedRoleIsNamedAndRefused() {
    for (String damaged :
        List.of(
            "",
            "{",
            "[]",
            "{\"format\":\"role/1.0\"}",
            "{\"format\":\"role/1.0\",\"pair\":\"sales\",\"epoch\":1}",
            "{\"format\":\"role/1.0\",\"pair\":\"sales\",\"epoch\":7,\"primary\":{}}")) {
      MemoryStore fresh = new MemoryStore("damaged");
      write(fresh, "role/0000000001.json", damaged);

      assertThatThrownBy(() -> new Roles(new ControlDocuments(fresh)).newest())
          .as(damaged)
          .isInstanceOf(ReplicationException.class)
          .hasMessageContaining("Role document role/0000000001.json");
    }
  }

  @Test
  void aReplicaIsNeverCopiedOverItsPrimary() {
    rolesEast.put(role(1, Map.of("default", "west")));
    replicatedToSource = Set.of("orders");

    assertThatThrownBy(() -> enter(false, true))
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContainingAll("orders", "replica", "swapped");
    assertThat(roles.newest()).isEmpty();
  }

  @Test
  void anotherDatasetMayFlowTheOtherWay() {
    rolesEast.put(role(1, Map.of("default", "west")));
    replicatedToSource = Set.of("inbound");

    assertThat(enter(false, true).epoch()).isEqualTo(1);
  }

  private RoleGuard enter(boolean hasLedger, boolean mayWrite, String... datasets) {
    return RoleGuard.enter(
        roles,
        rolesEast,
        "sales",
        "east",
        "west",
        hasLedger,
        datasets.length == 0 ? List.of("orders") : List.of(datasets),
        () -> replicatedToSource,
        mayWrite,
        NOW);
  }

  private static Role role(long epoch, Map<String, String> primary) {
    return role(epoch, primary, "role/1.0");
  }

  private static Role role(long epoch, Map<String, String> primary, String format) {
    return new Role(format, "sales", epoch, new TreeMap<>(primary), NOW);
  }

  private static StoreException unavailable() {
    return new StoreException(Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, "no answer");
  }

  private void write(String path, String text) {
    write(control, path, text);
  }

  private static void write(MemoryStore store, String path, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    store.write(
        ObjectPath.of(path),
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.NONE,
        Expected.absent());
  }

  private void remove(String path) {
    control.delete(ObjectPath.of(path), control.find(ObjectPath.of(path)).orElseThrow().version());
  }
}
