package io.twinlake.core.plan;

import static io.twinlake.core.plan.Datasets.listed;
import static io.twinlake.core.plan.Datasets.marked;
import static io.twinlake.core.plan.Datasets.ofType;
import static io.twinlake.core.plan.Datasets.orders;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Rows;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.transfer.Replacing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlanRuleTest {
  private static final Instant MODIFIED = Instant.parse("2026-11-21T02:00:00Z");

  private final PlanRule rule = rule("");

  @Test
  void copiesWhatIsNewExpectingNothingThere() {
    PlanAction action = rule.decide(seen(listed("a", "e1")).seen());

    assertThat(action)
        .isEqualTo(
            new PlanAction.Copy(
                listed("a", "e1"), Expected.absent(), 0, Optional.empty(), Reason.NEW));
  }

  @Test
  void keepsWhatIsUnchanged() {
    assertKept(rule.decide(seen(listed("a", "e1")).row(copied("e1")).seen()), Reason.UNCHANGED);
  }

  /** Traps T4 and T5: neither length nor time decide. */
  @Test
  void copiesAgainWhatChangedWithTheSameLength() {
    PlanAction action = rule.decide(seen(listed("a", "e2")).row(copied("e1")).seen());

    assertThat(action)
        .isEqualTo(
            new PlanAction.Copy(
                listed("a", "e2"),
                Expected.version(ObjectVersion.strong("t1")),
                10,
                Optional.of(copied("e1")),
                Reason.SOURCE_VERSION_CHANGED));
  }

  /** A service that reuses an ETag does not exist, but a row that lies about a length might. */
  @Test
  void copiesAgainWhatHasAnotherLengthUnderTheSameVersion() {
    assertCopied(
        rule.decide(seen(listed("a", 11, ObjectVersion.strong("e1"))).row(copied("e1")).seen()),
        Reason.VERSION_TOO_YOUNG);
  }

  /** A weak version and a strong one are never the same, even with the same text. */
  @Test
  void copiesAgainWhatIsNowSeenThroughAnotherKindOfStore() {
    ObjectVersion weak = ObjectVersion.weak(MODIFIED, 10);
    LedgerRow row =
        withSource(
            copied("e1"),
            new ObjectVersion(weak.value(), ObjectVersion.Strength.STRONG),
            Rows.LISTED);

    assertCopied(
        rule.decide(seen(listed("a", 10, weak)).row(row).seen()), Reason.SOURCE_VERSION_CHANGED);
  }

  /** Trap T6: within two seconds of the listing a weak version proves nothing. */
  @ParameterizedTest(name = "{0} ms before the listing: kept {1}")
  @CsvSource({"0, false", "1, false", "1999, false", "2000, true", "2001, true", "3600000, true"})
  void trustsAWeakVersionThatWasTwoSecondsOldWhenItWasListed(long age, boolean kept) {
    ObjectVersion version = ObjectVersion.weak(MODIFIED, 10);
    LedgerRow row = withSource(copied("e1"), version, MODIFIED.plus(Duration.ofMillis(age)));

    PlanAction action = rule.decide(seen(listed("a", 10, version)).row(row).seen());

    if (kept) {
      assertKept(action, Reason.UNCHANGED);
    } else {
      assertCopied(action, Reason.VERSION_TOO_YOUNG);
    }
  }

  /** A clock that went back, or a time set by hand: in the future of the listing. */
  @Test
  void distrustsAWeakVersionFromTheFuture() {
    ObjectVersion version = ObjectVersion.weak(MODIFIED, 10);
    LedgerRow row = withSource(copied("e1"), version, MODIFIED.minus(Duration.ofDays(1)));

    assertCopied(
        rule.decide(seen(listed("a", 10, version)).row(row).seen()), Reason.VERSION_TOO_YOUNG);
  }

  @Test
  void copiesAsNewWhatComesBackAfterItsTombstone() {
    PlanAction action =
        rule.decide(seen(listed("a", "e9")).row(Rows.deleted("orders", "a", 1)).seen());

    assertCopied(action, Reason.NEW);
    assertThat(((PlanAction.Copy) action).expected()).isEqualTo(Expected.absent());
  }

  @Test
  void decidesNothingAboutAPathThatOnlyATombstoneKnows() {
    assertThat(PlanRule.concerns(seen("a").row(Rows.deleted("orders", "a", 1)).seen())).isFalse();
    assertThat(PlanRule.concerns(seen("a").claim(claimed("e1", 2)).seen())).isFalse();
    assertThat(PlanRule.concerns(seen("a").row(copied("e1")).seen())).isTrue();
    assertThat(PlanRule.concerns(seen(listed("a", "e1")).seen())).isTrue();
  }

  @Test
  void adoptsWhatAnUnfinishedRunClaimsOfThisVersion() {
    PlanAction action =
        rule.decide(seen(listed("a", "e2")).row(copied("e1")).claim(claimed("e2", 2)).seen());

    assertThat(action)
        .isEqualTo(
            new PlanAction.Adopt(
                listed("a", "e2"),
                Expected.version(ObjectVersion.strong("t2")),
                10,
                Optional.of(claimed("e2", 2)),
                Optional.of(copied("e1")),
                Reason.CLAIMED));
  }

  @Test
  void copiesOverWhatAnUnfinishedRunClaimsOfAnOlderVersion() {
    PlanAction action =
        rule.decide(seen(listed("a", "e3")).row(copied("e1")).claim(claimed("e2", 2)).seen());

    assertCopied(action, Reason.SOURCE_VERSION_CHANGED);
    assertThat(((PlanAction.Copy) action).expected())
        .as("what the claim says is there now, not what the ledger says")
        .isEqualTo(Expected.version(ObjectVersion.strong("t2")));
    assertThat(((PlanAction.Copy) action).prior()).contains(copied("e1"));
  }

  @Test
  void countsAClaimOfAYoungWeakVersionAsUnproven() {
    ObjectVersion version = ObjectVersion.weak(MODIFIED, 10);
    LedgerRow claim = withSource(claimed("e2", 2), version, MODIFIED.plusMillis(500));

    assertCopied(
        rule.decide(seen(listed("a", 10, version)).claim(claim).seen()), Reason.VERSION_TOO_YOUNG);
  }

  @Test
  void ignoresAClaimForAPointThatHasARowOfThePath() {
    LedgerRow row = Rows.put("orders", "a", 2);

    assertKept(
        rule.decide(seen(listed("a", "e2")).row(row).claim(claimed("e1", 2)).seen()),
        Reason.UNCHANGED);
    PlanAction action =
        rule.decide(seen(listed("a", "e3")).row(row).claim(claimed("e1", 2)).seen());
    assertThat(((PlanAction.Copy) action).expected())
        .isEqualTo(Expected.version(row.targetVersion()));
  }

  @Test
  void ignoresTheClaimOfADeletion() {
    PlanAction action =
        rule.decide(
            seen(listed("a", "e2")).row(copied("e1")).claim(Rows.deleted("orders", "a", 2)).seen());

    assertThat(((PlanAction.Copy) action).expected())
        .isEqualTo(Expected.version(ObjectVersion.strong("t1")));
  }

  @Test
  void keepsWhatIsUnchangedWhateverIsClaimed() {
    assertKept(
        rule.decide(seen(listed("a", "e1")).row(copied("e1")).claim(claimed("e2", 2)).seen()),
        Reason.UNCHANGED);
  }

  @Test
  void adoptsAMarkedCopyOfThisVersion() {
    ObjectEntry source = listed("a", "e1");

    for (Adopt mode : Adopt.values()) {
      PlanAction action =
          rule("", mode)
              .decide(seen(source).target(marked(listed("a", "t1"), source.version())).seen());
      assertAdopted(action, Reason.FOUND_MARKED);
    }
  }

  @Test
  void aMarkOfAnotherVersionOrLengthOrOfAWeakVersionProvesNothing() {
    ObjectEntry source = listed("a", "e1");
    ObjectVersion weak = ObjectVersion.weak(MODIFIED, 10);

    assertThat(PlanRule.isMarkedCopy(source, marked(listed("a", "t"), source.version()))).isTrue();
    assertThat(PlanRule.isMarkedCopy(source, listed("a", "t"))).isFalse();
    assertThat(PlanRule.isMarkedCopy(source, marked(listed("a", "t"), ObjectVersion.strong("e0"))))
        .isFalse();
    assertThat(
            PlanRule.isMarkedCopy(
                source, marked(listed("a", 11, ObjectVersion.strong("t")), source.version())))
        .isFalse();
    assertThat(PlanRule.isMarkedCopy(listed("a", 10, weak), marked(listed("a", "t"), weak)))
        .isFalse();
  }

  @Test
  void comparesWhatIsFoundWithTheSameLengthWhenToldToVerify() {
    assertAdopted(
        rule("", Adopt.VERIFY)
            .decide(seen(listed("a", "e1")).target(listed("a", "foreign")).seen()),
        Reason.FOUND_AT_TARGET);
  }

  @Test
  void replacesWhatIsFoundWithAnotherLengthWhenToldToVerify() {
    PlanAction action =
        rule("", Adopt.VERIFY)
            .decide(
                seen(listed("a", "e1"))
                    .target(listed("a", 7, ObjectVersion.strong("foreign")))
                    .seen());

    assertCopied(action, Reason.TARGET_REPLACED);
    assertThat(((PlanAction.Copy) action).expected())
        .isEqualTo(Expected.version(ObjectVersion.strong("foreign")));
    assertThat(((PlanAction.Copy) action).expectedBytes()).isEqualTo(7);
  }

  @Test
  void replacesWhateverIsFoundWhenToldToCopy() {
    assertCopied(
        rule("", Adopt.COPY).decide(seen(listed("a", "e1")).target(listed("a", "foreign")).seen()),
        Reason.TARGET_REPLACED);
  }

  @Test
  void leavesWhatIsFoundWhenToldToRefuse() {
    assertSkipped(
        rule("", Adopt.REFUSE)
            .decide(seen(listed("a", "e1")).target(listed("a", "foreign")).seen()),
        Reason.NOT_ADOPTED);
  }

  @Test
  void keepsAReplicaWhoseSourceIsGone() {
    assertKept(rule.decide(seen("a").row(copied("e1")).seen()), Reason.GONE_AT_SOURCE);
  }

  @Test
  void deletesAReplicaWhoseSourceIsGoneOnlyWhenToldTo() {
    PlanAction action = rule(", deletions: propagate").decide(seen("a").row(copied("e1")).seen());

    assertThat(action).isEqualTo(new PlanAction.Delete(copied("e1")));
  }

  /** Trap T25. */
  @Test
  void keepsAReplicaThatTheFilterNowExcludes() {
    PlanRule excluding = rule(", deletions: propagate, filters: ['- a']");

    assertKept(excluding.decide(seen("a").row(copied("e1")).seen()), Reason.OUT_OF_SCOPE);
    assertSkipped(
        excluding.decide(seen(listed("a", "e2")).row(copied("e1")).seen()), Reason.EXCLUDED);
  }

  @Test
  void keepsAReplicaThatTheWindowHasLeftBehind() {
    PlanRule windowed =
        rule(", deletions: propagate, partitions: { date: { from: '2026-11-01' } }");
    LedgerRow row = Rows.put("orders", "date=2026-10-31/part-0", 1);

    assertKept(
        windowed.decide(
            new Seen(
                row.path(),
                Optional.empty(),
                Optional.of(row),
                Optional.empty(),
                Optional.empty())),
        Reason.OUT_OF_SCOPE);
  }

  @ParameterizedTest
  @CsvSource({"report, OUTSIDE_WINDOW", "ignore, OUTSIDE_IGNORED"})
  void countsWhatChangedOutsideTheWindowAsTheSettingsSay(String outside, Reason reason) {
    PlanRule windowed =
        rule(", partitions: { date: { from: '2026-11-01', outside: %s } }".formatted(outside));

    assertSkipped(windowed.decide(seen(listed("date=2026-10-31/part-0", "e1")).seen()), reason);
    assertCopied(windowed.decide(seen(listed("date=2026-11-01/part-0", "e1")).seen()), Reason.NEW);
    assertCopied(windowed.decide(seen(listed("no-partition", "e1")).seen()), Reason.NEW);
  }

  @Test
  void anUnchangedObjectOutsideTheWindowIsNoHole() {
    PlanRule windowed = rule(", partitions: { date: { from: '2026-11-01' } }");
    LedgerRow row = Rows.put("orders", "date=2026-10-31/part-0", 1);

    assertKept(
        windowed.decide(seen(listed("date=2026-10-31/part-0", "e1")).row(row).seen()),
        Reason.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({"APPEND_BLOB, UNSUPPORTED_TYPE", "PAGE_BLOB, UNSUPPORTED_TYPE", "ARCHIVED, ARCHIVED"})
  void refusesWhatWouldBeConvertedOrCannotBeRead(ObjectType type, Reason reason) {
    assertSkipped(rule.decide(seen(ofType(type)).seen()), reason);
  }

  /** An object that went to the archive tier after its copy was made does not lose that copy. */
  @ParameterizedTest
  @EnumSource(
      value = ObjectType.class,
      names = {"APPEND_BLOB", "PAGE_BLOB", "ARCHIVED"})
  void neverDeletesTheReplicaOfWhatCanNoLongerBeCopied(ObjectType type) {
    PlanAction action =
        rule(", deletions: propagate").decide(seen(ofType(type)).row(copied("e1")).seen());

    assertThat(action).isNotInstanceOf(PlanAction.Delete.class);
  }

  @Test
  void copiesADirectoryMarkerOnlyWhereTheTargetKeepsIt() {
    ObjectEntry marker = ofType(ObjectType.DIRECTORY_MARKER);

    assertCopied(rule.decide(seen(marker).seen()), Reason.NEW);
    assertSkipped(
        new PlanRule(orders(""), Adopt.VERIFY, false).decide(seen(marker).seen()),
        Reason.DIRECTORY_MARKER);
  }

  @Test
  void replacesNothingAtATargetThatCannotReplaceInOneStepUnlessItMay() {
    PlanRule refusing = new PlanRule(orders(""), Adopt.COPY, true, Replacing.REFUSED);
    PlanRule inPlace = new PlanRule(orders(""), Adopt.COPY, true, Replacing.IN_PLACE);
    Seen changed = seen(listed("a", "e2")).row(copied("e1")).seen();

    assertSkipped(refusing.decide(changed), Reason.NOT_REPLACED);
    assertSkipped(
        refusing.decide(seen(listed("a", "e2")).target(listed("a", "t1")).seen()),
        Reason.NOT_REPLACED);
    assertCopied(refusing.decide(seen(listed("a", "e2")).seen()), Reason.NEW);
    assertKept(refusing.decide(seen(listed("a", "e1")).row(copied("e1")).seen()), Reason.UNCHANGED);
    assertCopied(inPlace.decide(changed), Reason.SOURCE_VERSION_CHANGED);
  }

  @Test
  void defaultExcludesKeepScratchOut() {
    assertSkipped(rule.decide(seen(listed("_temporary/0/part-0", "e1")).seen()), Reason.EXCLUDED);
  }

  @Test
  void equalInputGivesAnEqualAction() {
    Seen seen = seen(listed("a", "e2")).row(copied("e1")).seen();

    assertThat(rule.decide(seen)).isEqualTo(rule.decide(seen));
  }

  private static PlanRule rule(String more) {
    return rule(more, Adopt.VERIFY);
  }

  private static PlanRule rule(String more, Adopt adopt) {
    return new PlanRule(orders(more), adopt, true);
  }

  private static void assertKept(PlanAction action, Reason reason) {
    assertThat(action).isInstanceOf(PlanAction.Keep.class);
    assertThat(action.reason()).isEqualTo(reason);
  }

  private static void assertSkipped(PlanAction action, Reason reason) {
    assertThat(action).isInstanceOf(PlanAction.Skip.class);
    assertThat(action.reason()).isEqualTo(reason);
  }

  private static void assertCopied(PlanAction action, Reason reason) {
    assertThat(action).isInstanceOf(PlanAction.Copy.class);
    assertThat(action.reason()).isEqualTo(reason);
  }

  private static void assertAdopted(PlanAction action, Reason reason) {
    assertThat(action).isInstanceOf(PlanAction.Adopt.class);
    assertThat(action.reason()).isEqualTo(reason);
  }

  /** The row of path {@code a} at point 1, copied from {@code etag} to {@code t1}. */
  private static LedgerRow copied(String etag) {
    return withSource(Rows.put("orders", "a", 1), ObjectVersion.strong(etag), Rows.LISTED);
  }

  private static LedgerRow claimed(String etag, long point) {
    return withSource(Rows.put("orders", "a", point), ObjectVersion.strong(etag), Rows.LISTED);
  }

  private static LedgerRow withSource(LedgerRow row, ObjectVersion source, Instant listedAt) {
    return new LedgerRow(
        row.dataset(),
        row.path(),
        row.op(),
        source,
        row.sourceSize(),
        listedAt,
        row.targetVersion(),
        row.targetSize(),
        row.crc64(),
        row.proof(),
        row.history(),
        row.recoveryPoint(),
        row.epoch(),
        row.time());
  }

  private static Knowledge seen(ObjectEntry source) {
    return new Knowledge(source.path(), Optional.of(source));
  }

  private static Knowledge seen(String path) {
    return new Knowledge(ObjectPath.of(path), Optional.empty());
  }

  /** What is known of a path, put together piece by piece. */
  private static final class Knowledge {
    private final ObjectPath path;
    private final Optional<ObjectEntry> source;
    private Optional<LedgerRow> row = Optional.empty();
    private Optional<LedgerRow> claim = Optional.empty();
    private Optional<ObjectEntry> target = Optional.empty();

    Knowledge(ObjectPath path, Optional<ObjectEntry> source) {
      this.path = path;
      this.source = source;
    }

    Knowledge row(LedgerRow known) {
      row = Optional.of(known);
      return this;
    }

    Knowledge claim(LedgerRow known) {
      claim = Optional.of(known);
      return this;
    }

    Knowledge target(ObjectEntry known) {
      target = Optional.of(known);
      return this;
    }

    Seen seen() {
      return new Seen(path, source, row, claim, target);
    }
  }
}
