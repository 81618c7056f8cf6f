package io.twinlake.core.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.restore.RestoreAction.Blocked;
import io.twinlake.core.restore.RestoreAction.BringBack;
import io.twinlake.core.restore.RestoreAction.Keep;
import io.twinlake.core.restore.RestoreAction.Leave;
import io.twinlake.core.restore.RestoreAction.Reason;
import io.twinlake.core.restore.RestoreAction.Remove;
import io.twinlake.core.restore.RestoreAction.Take;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreRuleTest {
  private static final ObjectPath PATH = ObjectPath.of("date=1/part-0");
  private static final RestoreRule RULE = new RestoreRule(5);

  private Place place = Place.PLAIN;
  private Optional<LedgerRow> then = Optional.empty();
  private Optional<LedgerRow> now = Optional.empty();
  private Optional<ObjectVersion> claimed = Optional.empty();
  private Optional<ObjectEntry> there = Optional.empty();
  private List<Kept> kept = List.of();

  @Test
  void whatNothingChangedIsKept() {
    then = row("s1", "t1", 10, 3);
    now = then;
    there = entry("t1", 10, "s1");

    assertThat(decided()).isInstanceOf(Keep.class);
  }

  @Test
  void whatWasReplacedComesBackFromHistory() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t2", 12, "s2");
    kept = List.of(kept(7, 10, "s1"));

    assertThat(decided())
        .isInstanceOfSatisfying(
            BringBack.class,
            back -> {
              assertThat(back.proven()).isTrue();
              assertThat(back.from()).containsExactly(kept.get(0));
              assertThat(back.replaced()).isEqualTo(there);
              assertThat(back.replaceable()).isTrue();
            });
  }

  /** Of several replacements the one that was wanted is the first after the point. */
  @Test
  void theBytesOfThePointAreWantedAndNotThoseOfALaterOne() {
    then = row("s1", "t1", 10, 3);
    now = row("s3", "t3", 10, 9);
    there = entry("t3", 10, "s3");
    kept = List.of(kept(7, 10, "s1"), kept(9, 10, "s2"));

    assertThat(fromPoint()).isEqualTo(7);
  }

  /**
   * A run lost number 5 to another one and had kept the object under it; its own bytes, which no
   * point names, were kept under 6 by the run that followed.
   */
  @Test
  void whatARunKeptThatLostItsNumberIsFoundByItsMark() {
    then = row("s1", "t1", 10, 3);
    now = row("s3", "t3", 10, 6);
    there = entry("t3", 10, "s3");
    kept = List.of(kept(5, 10, "s1"), kept(6, 10, "s2"));

    assertThat(fromPoint()).isEqualTo(5);
  }

  @Test
  void whereNothingIsMarkedTheBytesDecideTheLikeliestFirst() {
    then = row("w:1-10", "w:1-10", 10, 3);
    now = row("w:3-10", "w:3-10", 10, 6);
    there = entry("w:3-10", 10, "");
    kept = List.of(kept(5, 10, ""), kept(6, 11, ""), kept(8, 10, ""));

    assertThat(decided())
        .isInstanceOfSatisfying(
            BringBack.class,
            back -> {
              assertThat(back.proven()).isFalse();
              assertThat(back.from()).extracting(Kept::point).containsExactly(8L, 5L);
              assertThat(back.mayBeDone()).isFalse();
            });
  }

  @Test
  void whatWasDeletedComesBack() {
    then = row("s1", "t1", 10, 3);
    now = then.map(r -> r.tombstone(Optional.of("h"), 7, 1, Instant.EPOCH));
    kept = List.of(kept(7, 10, "s1"));

    assertThat(decided())
        .isInstanceOfSatisfying(BringBack.class, b -> assertThat(b.replaced()).isEmpty());
  }

  /** The point that deletes it is committed, and the deletion has not happened yet. */
  @Test
  void whatIsAboutToBeDeletedIsTakenAsItIs() {
    then = row("s1", "t1", 10, 3);
    now = then.map(r -> r.tombstone(Optional.of("h"), 7, 1, Instant.EPOCH));
    there = entry("t1", 10, "s1");

    assertThat(decided()).isInstanceOf(Take.class);
  }

  @Test
  void whatARestoreThatDiedBroughtBackIsTaken() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t9", 10, "s1");
    kept = List.of(kept(7, 10, "s1"));

    assertThat(decided()).isInstanceOf(Take.class);
  }

  @Test
  void withoutMarksItsBytesSayWhetherItWasBroughtBack() {
    then = row("w:1-10", "w:1-10", 10, 3);
    now = row("w:3-12", "w:3-12", 12, 7);
    there = entry("w:9-10", 10, "");
    kept = List.of(kept(7, 10, ""));

    assertThat(decided())
        .isInstanceOfSatisfying(
            BringBack.class,
            back -> {
              assertThat(back.mayBeDone()).isTrue();
              assertThat(back.replaceable()).isFalse();
            });
  }

  @Test
  void whatSomebodyElseWroteIsNotOverwritten() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t8", 99, "");
    kept = List.of(kept(7, 10, "s1"));

    assertThat(blocked()).contains("changed at the target by somebody else", "--partial");
  }

  @Test
  void whatARunThatDiedHadCopiedIsReplaced() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t8", 13, "s3");
    kept = List.of(kept(7, 10, "s1"));

    assertThat(decided())
        .isInstanceOfSatisfying(BringBack.class, b -> assertThat(b.replaceable()).isTrue());
  }

  @Test
  void whatARunClaimedIsOursWithoutAMark() {
    then = row("w:1-10", "w:1-10", 10, 3);
    now = row("w:3-12", "w:3-12", 12, 7);
    claimed = Optional.of(ObjectVersion.decode("w:8-13"));
    there = entry("w:8-13", 13, "");
    kept = List.of(kept(7, 10, ""));

    assertThat(decided())
        .isInstanceOfSatisfying(BringBack.class, b -> assertThat(b.replaceable()).isTrue());
  }

  @Test
  void whereHistoryHasEndedThePathIsNamed() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t2", 12, "s2");

    assertThat(blocked()).contains("retention has ended");
  }

  @Test
  void whatSomebodyDeletedAtTheTargetIsNamed() {
    then = row("s1", "t1", 10, 3);
    now = then;

    assertThat(blocked()).contains("gone at the target");
  }

  @Test
  void bytesOfAnotherSizeOrVersionAreNotTakenForThoseOfTheLedger() {
    then = row("s1", "t1", 10, 3);
    now = row("s2", "t2", 12, 7);
    there = entry("t2", 12, "s2");
    kept = List.of(kept(7, 11, "s1"));
    assertThat(blocked()).contains("11 bytes", "10 bytes");

    kept = List.of(kept(7, 10, "s0"));
    assertThat(blocked()).contains("history has other bytes");
  }

  @Test
  void whatCameLaterIsRemoved() {
    now = row("s1", "t1", 10, 7);
    there = entry("t1", 10, "s1");

    assertThat(decided())
        .isInstanceOfSatisfying(Remove.class, r -> assertThat(r.there()).isPresent());
  }

  @Test
  void whatCameLaterAndIsGoneLeavesTheLedger() {
    now = row("s1", "t1", 10, 7);

    assertThat(decided())
        .isInstanceOfSatisfying(Remove.class, r -> assertThat(r.there()).isEmpty());
  }

  @Test
  void whatCameLaterAndWasDeletedIsNothing() {
    now = row("s1", "t1", 10, 7).map(r -> r.tombstone(Optional.empty(), 8, 1, Instant.EPOCH));

    assertThat(RULE.decide(state())).isEmpty();
  }

  @Test
  void whatIsNotOursIsLeft() {
    there = entry("t1", 10, "");

    assertThat(decided())
        .isInstanceOfSatisfying(
            Leave.class, l -> assertThat(l.reason()).isEqualTo(Reason.NOT_OURS));
  }

  @Test
  void dataOfLaterVersionsOfATableIsLeft() {
    place = Place.TABLE_DATA;
    now = row("s1", "t1", 10, 7);
    there = entry("t1", 10, "s1");

    assertThat(decided())
        .isInstanceOfSatisfying(
            Leave.class, l -> assertThat(l.reason()).isEqualTo(Reason.TABLE_DATA));
  }

  @Test
  void laterFilesOfATablesLogAreRemovedAndForeignOnesStopTheTable() {
    place = Place.TABLE_LOG;
    now = row("s1", "t1", 10, 7);
    there = entry("t1", 10, "s1");
    assertThat(decided()).isInstanceOf(Remove.class);

    now = Optional.empty();
    there = entry("t1", 10, "");
    assertThat(blocked()).contains("somebody else");
  }

  private PathState state() {
    return new PathState(PATH, place, then, now, claimed, there, kept);
  }

  private RestoreAction decided() {
    return RULE.decide(state()).orElseThrow();
  }

  private String blocked() {
    return ((Blocked) decided()).why();
  }

  private long fromPoint() {
    return ((BringBack) decided()).from().get(0).point();
  }

  private static Optional<LedgerRow> row(String source, String target, long size, long point) {
    return Optional.of(
        new LedgerRow(
            "orders",
            PATH,
            LedgerRow.Op.PUT,
            version(source),
            size,
            Instant.EPOCH,
            version(target),
            size,
            Optional.<Crc64>empty(),
            Proof.LENGTH,
            Optional.empty(),
            point,
            1,
            Instant.EPOCH));
  }

  private static ObjectVersion version(String text) {
    return ObjectVersion.decode(text.contains(":") ? text : "s:" + text);
  }

  private static Optional<ObjectEntry> entry(String target, long size, String mark) {
    return Optional.of(
        new ObjectEntry(
            PATH, size, version(target), Instant.EPOCH, ObjectType.FILE, metadata(mark)));
  }

  private static Kept kept(long point, long size, String mark) {
    return new Kept(
        point,
        new ObjectEntry(
            ObjectPath.of("%010d/orders/%s".formatted(point, PATH)),
            size,
            version("kept-" + point),
            Instant.EPOCH,
            ObjectType.FILE,
            metadata(mark)));
  }

  private static ObjectMetadata metadata(String mark) {
    return mark.isEmpty() ? ObjectMetadata.NONE : ObjectMetadata.NONE.copiedFrom(version(mark));
  }
}
