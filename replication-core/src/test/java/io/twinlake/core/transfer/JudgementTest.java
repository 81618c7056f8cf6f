package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.transfer.Adoption.Judgement;
import io.twinlake.core.transfer.ConditionalWrite.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an object at the target is to us, decided without asking anybody. */
final class JudgementTest {
  private static final ObjectVersion STRONG = ObjectVersion.strong("source-1");
  private static final ObjectVersion WEAK = ObjectVersion.weak(Instant.EPOCH, 7);

  private static ObjectEntry entry(ObjectVersion version, long size, ObjectMetadata metadata) {
    return new ObjectEntry(
        ObjectPath.of("a"), size, version, Instant.EPOCH, ObjectType.FILE, metadata);
  }

  private static ObjectEntry there(long size, ObjectMetadata metadata) {
    return entry(ObjectVersion.strong("target-9"), size, metadata);
  }

  private static ObjectMetadata mark(ObjectVersion source) {
    return ObjectMetadata.NONE.copiedFrom(source);
  }

  @Nested
  final class AfterARefusal {
    private Judgement judge(ObjectVersion wanted, ObjectEntry there, boolean marks) {
      return Adoption.judge(entry(wanted, 7, ObjectMetadata.NONE), there, marks);
    }

    @Test
    void aMarkOfTheWantedVersionAndItsSizeAreOurs() {
      assertThat(judge(STRONG, there(7, mark(STRONG)), true)).isEqualTo(Judgement.OURS);
    }

    @Test
    void aMarkOfAWeakVersionProvesNothing() {
      assertThat(judge(WEAK, there(7, mark(WEAK)), true)).isEqualTo(Judgement.COMPARE);
    }

    @Test
    void aMarkOfAnotherVersionIsForeign() {
      ObjectEntry other = there(7, mark(ObjectVersion.strong("source-2")));
      assertThat(judge(STRONG, other, true)).isEqualTo(Judgement.FOREIGN);
    }

    @Test
    void noMarkMeansReading() {
      assertThat(judge(STRONG, there(7, ObjectMetadata.NONE), true)).isEqualTo(Judgement.COMPARE);
      assertThat(judge(STRONG, there(7, mark(STRONG)), false)).isEqualTo(Judgement.COMPARE);
    }

    @Test
    void anotherSizeIsForeignWhateverTheMark() {
      assertThat(judge(STRONG, there(8, mark(STRONG)), true)).isEqualTo(Judgement.FOREIGN);
      assertThat(judge(STRONG, there(8, ObjectMetadata.NONE), false)).isEqualTo(Judgement.FOREIGN);
    }
  }

  @Nested
  final class AfterSilence {
    private final Expected absent = Expected.absent();
    private final Expected old = Expected.version(ObjectVersion.strong("target-8"));

    private Verdict judge(
        Optional<ObjectEntry> there,
        Expected expected,
        Optional<ObjectVersion> mark,
        Predicate<ObjectEntry> sameContent) {
      return ConditionalWrite.judge(there, expected, 7, mark, sameContent);
    }

    private boolean unasked(ObjectEntry there) {
      throw new AssertionError("Content is not asked for: " + there);
    }

    @Test
    void whatWasExpectedIsStillThere() {
      Optional<ObjectEntry> before =
          Optional.of(entry(ObjectVersion.strong("target-8"), 7, mark(STRONG)));
      assertThat(judge(Optional.empty(), absent, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.NOT_DONE);
      assertThat(judge(before, old, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.NOT_DONE);
    }

    @Test
    void theMarkOrTheContentTellsThatItHappened() {
      assertThat(
              judge(Optional.of(there(7, mark(STRONG))), old, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.DONE);
      assertThat(
              judge(Optional.of(there(7, ObjectMetadata.NONE)), old, Optional.empty(), e -> true))
          .isEqualTo(Verdict.DONE);
    }

    @Test
    void everythingElseIsAnotherWriter() {
      assertThat(judge(Optional.empty(), old, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.ANOTHER);
      assertThat(
              judge(Optional.of(there(8, mark(STRONG))), old, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.ANOTHER);
      assertThat(judge(Optional.of(there(7, mark(WEAK))), old, Optional.of(STRONG), this::unasked))
          .isEqualTo(Verdict.ANOTHER);
      assertThat(judge(Optional.of(there(7, mark(WEAK))), absent, Optional.empty(), e -> false))
          .isEqualTo(Verdict.ANOTHER);
    }
  }
}
