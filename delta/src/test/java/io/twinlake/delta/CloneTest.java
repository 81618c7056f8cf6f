package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that name files by their whole names, as shallow clones do, and what settings make of it.
 */
class CloneTest {
  private static final String VECTOR = "deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";

  private final TwoLakes lakes = new TwoLakes();

  /** Two files of another table, one of its own, and what names them. */
  private TestTable aClone() {
    TestTable.put(lakes.source, "lake/base/p=a b/part-0", "zero");
    TestTable.put(lakes.source, "lake/base/part-1", "one!");
    TestTable clone = lakes.table("clone/");
    clone.commit(
        TestTable.PROTOCOL,
        clone.metadata(""),
        TestTable.addOnly(
            lakes.wholeName("lake/base/p=a%20b/part-0"), 4, ",\"tags\":{\"é\":\"ö\"}"),
        TestTable.addOnly(lakes.wholeName("lake/base/part-1"), 4, ""),
        clone.add("own-2", "two"));
    return clone;
  }

  private TableReport clone(RunResult run) {
    return run.datasets().get(0).replicatedTables().stream()
        .filter(t -> t.table().equals("clone/"))
        .findFirst()
        .orElseThrow();
  }

  private String commit(long version) {
    return TestTable.content(lakes.target, "lake/clone/_delta_log/" + LogName.commit(version));
  }

  private String sourceCommit(long version) {
    return TestTable.content(lakes.source, "lake/clone/_delta_log/" + LogName.commit(version));
  }

  private boolean targetHas(String path) {
    return lakes.target.find(ObjectPath.of("lake/clone/" + path)).isPresent();
  }

  @Test
  void materialisedFilesAreCopiedIntoTheTableAndOnlyTheirNamesChange() {
    lakes.with("absolutePaths: materialise");
    aClone();

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    KernelView replica = lakes.replica("clone/");
    assertThat(replica).matches(KernelView::isWhole);
    assertThat(replica.files()).hasSize(3).contains("own-2");
    String other = replica.files().first();
    assertThat(other).startsWith("_twinlake_foreign/").endsWith("/part-0");
    assertThat(TestTable.content(lakes.target, "lake/clone/" + other)).isEqualTo("zero");
    String inverse = commit(0);
    for (String file : new String[] {"p=a%20b/part-0", "part-1"}) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      inverse =
          inverse.replaceFirst(
              "_twinlake_foreign/[0-9a-f]{8}/" + name, lakes.wholeName("lake/base/" + file));
    }
    assertThat(inverse).isEqualTo(sourceCommit(0));
  }

  @Test
  void mappedNamesAreTheTargetsAndNothingIsCopiedTwice() {
    lakes.with("absolutePaths: map");
    aClone();

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(commit(0))
        .isEqualTo(
            sourceCommit(0)
                .replace(lakes.wholeName("lake/base"), lakes.wholeNameAtTarget("lake/base")));
    assertThat(targetHas("own-2")).isTrue();
    assertThat(targetHas("part-1")).isFalse();
  }

  /** T4 */
  @ParameterizedTest
  @ValueSource(strings = {"map", "materialise"})
  void theWholeNameOfAFileOfTheTableItselfBecomesRelative(String policy) {
    lakes.with("absolutePaths: " + policy);
    TestTable orders = lakes.table("clone/").created();
    TestTable.put(lakes.source, "lake/clone/p=a b%25+é/part-1", "one!");
    TestTable.put(lakes.source, "lake/clone/" + VECTOR, TestTable.vectors("ten bytes!"));
    orders.commit(
        TestTable.addOnly(
            lakes.wholeName("lake/clone/p=a%20b%2525%2B%C3%A9/part-1"),
            4,
            ",\"deletionVector\":{\"storageType\":\"p\",\"pathOrInlineDv\":\"%s\",\"offset\":1,\"sizeInBytes\":10,\"cardinality\":1}"
                .formatted(lakes.wholeName("lake/clone/" + VECTOR))));

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(commit(1))
        .contains("\"p=a%20b%2525%2B%C3%A9/part-1\"")
        .contains("\"storageType\":\"u\",\"pathOrInlineDv\":\"^-aqEH.-t@S}K{vb[*k^\"");
    assertThat(lakes.replica("clone/").files())
        .contains("p=a b%25+é/part-1", VECTOR)
        .noneMatch(f -> f.startsWith("!"));
  }

  @Test
  void vectorsOfTheBaseAreMaterialisedUnderTheirNames() {
    lakes.with("absolutePaths: materialise");
    TestTable.put(lakes.source, "lake/base/part-0", "zero");
    TestTable.put(lakes.source, "lake/base/x/" + VECTOR, TestTable.vectors("ten bytes!"));
    TestTable clone = lakes.table("clone/");
    clone.commit(
        TestTable.FEATURES.formatted("\"deletionVectors\""),
        clone.metadata(""),
        TestTable.addOnly(
            lakes.wholeName("lake/base/part-0"),
            4,
            ",\"deletionVector\":{\"storageType\":\"p\",\"pathOrInlineDv\":\"%s\",\"offset\":1,\"sizeInBytes\":10,\"cardinality\":1}"
                .formatted(lakes.wholeName("lake/base/x/" + VECTOR))));

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(lakes.replica("clone/").files())
        .hasSize(2)
        .allMatch(f -> f.startsWith("_twinlake_foreign/"))
        .anyMatch(f -> f.endsWith(VECTOR));
  }

  /** A vector that a clone's own delete wrote, over a file of the base. */
  @Test
  void anOwnVectorOverAFileElsewhereArrives() {
    lakes.with("absolutePaths: map");
    TestTable clone = aClone();
    TestTable.put(lakes.source, "lake/clone/" + VECTOR, TestTable.vectors("ten bytes!"));
    String name = lakes.wholeName("lake/base/part-1");
    clone.commit(
        TestTable.remove(name),
        TestTable.addOnly(
            name,
            4,
            ",\"deletionVector\":{\"storageType\":\"u\",\"pathOrInlineDv\":\"^-aqEH.-t@S}K{vb[*k^\",\"offset\":1,\"sizeInBytes\":10,\"cardinality\":1}"));

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(targetHas(VECTOR)).isTrue();
    String there = lakes.wholeNameAtTarget("lake/base/part-1");
    assertThat(commit(1))
        .contains("\"remove\":{\"path\":\"" + there, "\"add\":{\"path\":\"" + there);
    lakes.replicaRetention(Duration.ofDays(60), false);
    assertThat(targetHas(VECTOR)).isTrue();
  }

  @Test
  void aMappedFileThatIsNotAtTheTargetPublishesNothing() {
    lakes.with("absolutePaths: map, filters: [\"- base/**\"]");
    aClone();

    TableReport report = clone(lakes.replicate());

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("lake/base", "Nothing was published"));
    assertThat(targetHas("_delta_log/" + LogName.commit(0))).isFalse();
    assertThat(lakes.records().get(0).version()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"map", "materialise"})
  void aFileInNoDataRootIsRefused(String policy) {
    lakes.with("absolutePaths: " + policy);
    TestTable clone = lakes.table("clone/").created();
    clone.commit(TestTable.addOnly("abfss://other@sa9.dfs.core.windows.net/base/part-0", 4, ""));

    TableReport report = clone(lakes.replicate());

    assertThat(report.status()).isEqualTo(TableStatus.REFUSED);
    assertThat(report.to()).isZero();
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("other@sa9", policy));
  }

  @Test
  void aMissingFileOfTheBaseIsAnAlarmAsAnyOther() {
    lakes.with("absolutePaths: materialise");
    aClone();
    lakes
        .source
        .list(new ObjectPrefix("lake/base/part-1"))
        .forEach(e -> lakes.source.delete(e.path(), e.version()));

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.FAILED);
    assertThat(targetHas("_delta_log/" + LogName.commit(0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"map", "materialise"})
  void aRewrittenTableGoesOnFromRunToRunWithoutTheSourcesCheckpoints(String policy) {
    lakes.with("absolutePaths: " + policy);
    TestTable clone = aClone();
    lakes.replicate();
    clone.append(2).checkpoint().append();
    clone.commit(TestTable.remove(lakes.wholeName("lake/base/part-1")));

    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(clone(lakes.replicate()).status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(targetHas("_delta_log/" + LogName.digits(2) + ".checkpoint.parquet")).isFalse();
    assertThat(targetHas("_delta_log/_last_checkpoint")).isFalse();
    KernelView replica = lakes.replica("clone/");
    assertThat(replica.version()).isEqualTo(4);
    assertThat(replica.files())
        .hasSize(5)
        .noneMatch(f -> f.contains("part-1") && f.contains("oreign"));
  }

  @Test
  void aRepairLeavesRewrittenCommitsAlone() {
    lakes.with("absolutePaths: map");
    aClone();
    lakes.replicate();
    String before = commit(0);

    RepairResult result = lakes.repair("clone/_delta_log/" + LogName.commit(0));

    assertThat(result.of(RepairResult.Step.COPY)).isZero();
    assertThat(commit(0)).isEqualTo(before);
  }

  /** As it would be after a run that died, and lost what it knew. */
  @Test
  void whatADeadRunHasWrittenIsTakenForWhatItIs() {
    lakes.with("absolutePaths: materialise").oneAtATime();
    aClone().append(3);
    lakes.watch.before(
        c -> c.is("raw-west", "write") && c.path().endsWith(LogName.commit(0)),
        2,
        () -> {
          throw new IllegalStateException("gone");
        });
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().endsWith(LogName.commit(2)),
        1,
        () -> {
          throw new IllegalStateException("gone");
        });
    try {
      lakes.replicate();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("gone");
    }
    assertThat(targetHas("_delta_log/" + LogName.commit(1))).isTrue();
    lakes.watch.reset();

    RunResult run = lakes.replicate();

    assertThat(clone(run).status()).as(run.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("clone/").version()).isEqualTo(3);
  }

  @Test
  void aLogThatBeginsWithSuchACheckpointIsRefused() {
    lakes.with("absolutePaths: map");
    TestTable clone = aClone();
    clone.append().checkpoint().truncate(1);

    TableReport report = clone(lakes.replicate());

    assertThat(report.status()).isEqualTo(TableStatus.REFUSED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("checkpoint"));
    assertThat(targetHas("_delta_log/" + LogName.digits(1) + ".checkpoint.parquet")).isFalse();
    assertThat(targetHas("own-2")).isFalse();
  }
}
