package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.validation.LargePair.Answer;
import io.twinlake.validation.LargePair.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An object that many tasks hash. */
class LargePairTest {
  private static final byte[] BYTES = bytes();

  private final Judge judge = new Judge(new Scope(List.of(), PartitionWindow.ALL));
  private final Pair pair = pair("1", "2", BYTES.length);

  private static byte[] bytes() {
    byte[] bytes = new byte[10_007];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  private static Pair pair(String source, String target, long size) {
    return Pair.of(Optional.of(entry(source, size)), Optional.of(entry(target, size)));
  }

  private static ObjectEntry entry(String version, long size) {
    return new ObjectEntry(
        ObjectPath.of("large"),
        size,
        ObjectVersion.strong(version),
        Instant.EPOCH,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  private static Answer hash(Part part, byte[] bytes) {
    return Answer.hash(
        part,
        Crc64.of(
            Arrays.copyOfRange(bytes, (int) part.offset(), (int) (part.offset() + part.length()))));
  }

  private List<Answer> answers(byte[] target) {
    List<Answer> answers = new ArrayList<>();
    for (Part part : LargePair.parts(pair, 1_000)) {
      answers.add(hash(part, part.atSource() ? BYTES : target));
    }
    Collections.shuffle(answers, new Random(9));
    return answers;
  }

  private Finding judged(List<Answer> answers) {
    return LargePair.judge(pair, answers, judge, false, Optional::empty).finding().orElseThrow();
  }

  @Test
  void partsInAnyOrderComposeToTheHashOfOnePass() {
    Finding finding = judged(answers(BYTES));

    assertThat(finding.outcome()).isEqualTo(Outcome.MATCH);
    assertThat(finding.sourceHash()).contains(Crc64.of(BYTES).hex());
    assertThat(finding.targetHash()).contains(Crc64.of(BYTES).hex());
  }

  @Test
  void oneBitInOnePartMakesTheWholeDiffer() {
    byte[] flipped = BYTES.clone();
    flipped[7_777] ^= 1;

    Finding finding = judged(answers(flipped));

    assertThat(finding.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(finding.targetHash()).contains(Crc64.of(flipped).hex());
  }

  @Test
  void partsThatAreMissingOrThereTwiceMakeNoHash() {
    List<Answer> short1 = new ArrayList<>(answers(BYTES));
    short1.remove(3);
    assertThatThrownBy(() -> judged(short1)).hasMessageContaining("was hashed up to byte");
    List<Answer> twice = new ArrayList<>(answers(BYTES));
    twice.add(twice.get(5));
    assertThatThrownBy(() -> judged(twice)).hasMessageContaining("was hashed up to byte");
  }

  @Test
  void onePartThatCannotBeReadMakesTheObjectUnreadableWithItsReason() {
    List<Answer> answers = answers(BYTES);
    answers.set(2, Answer.failed(answers.get(2).part(), "target: no route to host"));

    Finding finding = judged(answers);

    assertThat(finding.outcome()).isEqualTo(Outcome.UNREADABLE);
    assertThat(finding.detail()).isEqualTo("target: no route to host");
  }

  @Test
  void whatChangedMeanwhileIsHashedAgainAsItIsNowAndMovingInTheEnd() {
    List<Answer> answers = answers(BYTES);
    answers.set(2, Answer.changed(answers.get(2).part()));
    Pair now = pair("3", "4", 20_000);

    LargePair.Next next = LargePair.judge(pair, answers, judge, false, () -> Optional.of(now));
    assertThat(next.finding()).isEmpty();
    assertThat(next.again()).contains(now);

    LargePair.Next last = LargePair.judge(pair, answers, judge, true, () -> Optional.of(now));
    assertThat(last.finding().orElseThrow().outcome()).isEqualTo(Outcome.MOVING);

    Pair shorter = Pair.of(Optional.of(entry("3", 7)), Optional.of(entry("4", 8)));
    assertThat(
            LargePair.judge(pair, answers, judge, true, () -> Optional.of(shorter))
                .finding()
                .orElseThrow()
                .outcome())
        .isEqualTo(Outcome.DIFFERS);
    assertThat(judged(answers).detail()).isEqualTo("deleted at both sites meanwhile");
  }

  @Test
  void neverAreThereMorePartsThanFitIntoMemory() {
    long tebibytes = 190L << 40;
    List<Part> parts = LargePair.parts(pair("1", "2", tebibytes), 64 << 20);

    assertThat(parts).hasSizeLessThanOrEqualTo(2 * 10_000);
    assertThat(parts.stream().filter(Part::atSource).mapToLong(Part::length).sum())
        .isEqualTo(tebibytes);
  }
}
