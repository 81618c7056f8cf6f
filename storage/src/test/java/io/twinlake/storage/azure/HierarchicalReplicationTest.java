package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.run.TreeResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.AclEntry.Kind;
import io.twinlake.core.store.AclEntry.Scope;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.TreeNode;
import io.twinlake.testing.StoreContract;
import io.twinlake.testing.hierarchical.HierarchicalFake;
import io.twinlake.testing.hierarchical.HierarchicalFake.Request;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs between two hierarchical accounts, in one JVM, on the fake. */
class HierarchicalReplicationTest extends StoreContract {
  private static final HierarchicalFake FAKE = FakeContainers.FAKE;

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final AzureBlobStore source = created("hns1", "raw");
  private final AzureBlobStore target = created("hns2", "raw");
  private final List<AzureBlobStore> controls =
      List.of(created("hns1", "control"), created("hns2", "control"));
  private String dataset = "acl: preserve";
  private String extra = "";
  private StoreContext context = FakeContainers.CONTEXT;

  @Override
  protected ObjectStore emptyStore() {
    return target;
  }

  @AfterEach
  void reset() {
    FAKE.accessChangesEtags(true);
  }

  private AzureBlobStore created(String account, String name) {
    AzureBlobStore store = FakeContainers.open(account, name + "-" + id, 5000L << 20);
    store.createRoot();
    return store;
  }

  private RunConfig config() {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: sales
            sites:
              east: { raw: '%s', control: '%s' }
              west: { raw: '%s', control: '%s' }
            replicate: { from: east, to: west }
            %s
            datasets: [ { name: orders, root: raw/orders, %s } ]
            """
                .formatted(
                    source.root(),
                    controls.get(0).root(),
                    target.root(),
                    controls.get(1).root(),
                    extra,
                    dataset),
            "test.yaml");
    return new RunConfig(
        settings,
        context,
        Set.of(),
        Optional.empty(),
        List.of(JsonLines.FORMAT),
        JsonLines.FORMAT,
        Clock.systemUTC(),
        RunListener.SILENT);
  }

  private RunResult run() {
    return new Replication(config()).replicate();
  }

  private static TreeResult tree(RunResult result) {
    return result.datasets().get(0).tree().orElseThrow();
  }

  private static void setAccess(AzureBlobStore store, String path, Access access) {
    TreeNode node = store.tree().orElseThrow().node(path(path)).orElseThrow();
    store
        .tree()
        .orElseThrow()
        .setAccess(new TreeNode(node.path(), node.directory(), Optional.of(access)));
  }

  private static Map<String, Access> access(AzureBlobStore store) {
    Map<String, Access> all = new TreeMap<>();
    try (Stream<TreeNode> nodes = store.tree().orElseThrow().nodes(ObjectPrefix.ALL)) {
      nodes.forEach(
          n -> all.put(n.path().value() + (n.directory() ? "/" : ""), n.access().orElseThrow()));
    }
    return all;
  }

  private static Access rich(String user, boolean defaults) {
    Stream<AclEntry> own =
        Stream.of(
            new AclEntry(Scope.ACCESS, Kind.USER, user, 5),
            new AclEntry(Scope.ACCESS, Kind.MASK, "", 5));
    Stream<AclEntry> inherited =
        Stream.of(
            new AclEntry(Scope.DEFAULT, Kind.USER, "", 7),
            new AclEntry(Scope.DEFAULT, Kind.USER, user, 5),
            new AclEntry(Scope.DEFAULT, Kind.GROUP, "", 5),
            new AclEntry(Scope.DEFAULT, Kind.MASK, "", 5),
            new AclEntry(Scope.DEFAULT, Kind.OTHER, "", 0));
    return new Access(
        "alice", "staff", 0750, (defaults ? Stream.concat(own, inherited) : own).toList());
  }

  /** Files, a directory with default entries, a sticky one, an empty one. */
  private void fillSource() {
    write(source, "orders/date=1/part-0", "one");
    write(source, "orders/date=1/part-1", "two");
    write(source, "orders/date=1-old", "neighbour");
    source.tree().orElseThrow().makeDirectory(path("orders/landing/empty"));
    setAccess(source, "orders", rich("bob", true));
    setAccess(source, "orders/date=1", rich("bob", true));
    setAccess(source, "orders/date=1/part-0", rich("carol", false));
    setAccess(source, "orders/landing", new Access("alice", "staff", 01777, List.of()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessRightsAndEmptyDirectoriesBecomeThoseOfTheSource(boolean etagsChange) {
    FAKE.accessChangesEtags(etagsChange);
    fillSource();

    RunResult first = run();
    assertThat(first.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(access(target)).isEqualTo(access(source));
    assertThat(access(target)).containsKeys("orders/landing/empty/", "orders/landing/");
    assertThat(paths(target, ""))
        .containsExactly("orders/date=1-old", "orders/date=1/part-0", "orders/date=1/part-1");
    assertThat(tree(first).directories()).isEqualTo(2);
    assertThat(tree(first).failed()).isZero();

    RunResult again = run();
    assertThat(again.datasets().get(0).copied().objects()).isZero();
    assertThat(tree(again).accessSet()).isZero();
    assertThat(tree(again).accessSame()).isEqualTo(7);
    assertThat(tree(again).requests()).isZero();
  }

  /** Setting access rights may give the target another version than the ledger has. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasGivenAccessRightsIsReplacedAndDeletedLater(boolean etagsChange) {
    FAKE.accessChangesEtags(etagsChange);
    dataset = "acl: preserve, deletions: propagate, deletionCap: { count: 9, share: 100% }";
    fillSource();
    run();

    ObjectEntry old = source.find(path("orders/date=1/part-0")).orElseThrow();
    replace(source, old, "one, changed");
    setAccess(source, "orders/date=1/part-0", rich("carol", false));
    RunResult changed = run();
    assertThat(changed.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(read(target, "orders/date=1/part-0")).isEqualTo("one, changed");
    assertThat(access(target)).isEqualTo(access(source));

    ObjectEntry gone = source.find(path("orders/date=1/part-0")).orElseThrow();
    source.delete(gone.path(), gone.version());
    RunResult deleted = run();
    assertThat(deleted.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(deleted.notes()).isEmpty();
    assertThat(deleted.datasets().get(0).deleted().objects()).isEqualTo(1);
    assertThat(paths(target, "")).containsExactly("orders/date=1-old", "orders/date=1/part-1");
    AzureBlobStore history =
        FakeContainers.open("hns2", AzureStoreProvider.HISTORY_CONTAINER, 5000L << 20);
    assertThat(paths(history, "raw-" + id + "/")).hasSize(2);
  }

  @Test
  void aFileOfTheDataLakeApiAtTheTargetIsReplacedOverASibling() {
    dataset = "acl: inherit, adopt: copy";
    extra = "transfer: { route: streamed, partSize: 64KiB }";
    write(source, "orders/big", "n".repeat(200_000));
    write(source, "orders/small", "new");
    FAKE.writeByDataLake("hns2", "raw-" + id, "orders/big", "old".getBytes(UTF_8));
    FAKE.writeByDataLake("hns2", "raw-" + id, "orders/small", "old".getBytes(UTF_8));

    List<Request> requests =
        FAKE.requestsOf(() -> assertThat(run().outcome()).isEqualTo(RunResult.Outcome.CLEAN));
    assertThat(read(target, "orders/big")).isEqualTo("n".repeat(200_000));
    assertThat(read(target, "orders/small")).isEqualTo("new");
    assertThat(requests).filteredOn(r -> r.operation().equals("PUT rename")).hasSize(1);
    assertThat(requests).allMatch(Request::authorized);
    assertThat(FAKE.names("hns2", "raw-" + id))
        .containsExactly("orders/", "orders/big", "orders/small");
    assertThat(run().datasets().get(0).kept().objects()).isEqualTo(2);
  }

  @Test
  void namesAreMappedAndThoseWithoutANameAtTheTargetAreRefusedByName() {
    fillSource();
    dataset =
        "acl: map, aclMap: { users: { alice: a2, bob: b2 }, groups: { staff: s2 }, unmapped: refuse }";

    RunResult partial = run();
    assertThat(partial.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(partial.datasets().get(0).failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.kind()).isEqualTo(Failure.Kind.UNMAPPED);
              assertThat(f.path()).isEqualTo("date=1/part-0");
              assertThat(f.message()).contains("user 'carol'", "aclMap");
            });
    assertThat(access(target).get("orders/date=1/").owner()).isEqualTo("a2");
    assertThat(FAKE.acl("hns2", "raw-" + id, "orders/date=1"))
        .contains("user:b2:r-x", "default:user:b2:r-x");

    dataset = dataset.replace("bob: b2", "bob: b2, carol: c2");
    RunResult clean = run();
    assertThat(clean.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(tree(clean).accessSet()).isEqualTo(1);
    assertThat(access(target).get("orders/date=1/part-0").group()).isEqualTo("s2");
  }

  @Test
  void aPlanSaysHowMuchAndTheFirstByNameAndWritesNothing() {
    fillSource();
    List<Request> requests =
        FAKE.requestsOf(
            () -> {
              PlanResult plan = new Replication(config()).plan(c -> {});
              TreeResult tree = tree(plan.result());
              assertThat(tree.directories()).isEqualTo(3);
              assertThat(tree.accessSet()).isEqualTo(6);
              assertThat(tree.first())
                  .contains("make date=1/", "set access of date=1/part-0", "make landing/empty/");
            });
    assertThat(requests).allMatch(r -> r.operation().matches("(GET|HEAD).*"));
  }

  @Test
  void emptyDirectoriesAloneAreMadeWhereAccessIsInherited() {
    dataset = "acl: inherit";
    fillSource();

    TreeResult tree = tree(run());
    assertThat(tree.directories()).isEqualTo(1);
    assertThat(tree.accessSet()).isZero();
    assertThat(FAKE.names("hns2", "raw-" + id)).contains("orders/landing/empty/");
  }

  @Test
  void ignoredEmptyDirectoriesCostNothing() {
    dataset = "acl: inherit, emptyDirectories: ignore";
    fillSource();

    RunResult result = run();
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).tree()).isEmpty();
    assertThat(FAKE.names("hns2", "raw-" + id)).doesNotContain("orders/landing/");
  }

  @Test
  void preservedAccessRightsAreRefusedBeforeAnyByteWhereAStoreHasNone() {
    fillSource();
    context = context.with(AccountKind.SETTING + ".hns2.dfs.core.windows.net", "false");

    RunResult refused = run();
    assertThat(refused.outcome()).isEqualTo(RunResult.Outcome.REFUSED);
    DatasetResult orders = refused.datasets().get(0);
    assertThat(orders.notes())
        .singleElement()
        .asString()
        .contains("'acl: preserve'", "orders", "hns2", "Set 'acl: inherit'");
    assertThat(FAKE.names("hns2", "raw-" + id)).isEmpty();
  }
}
