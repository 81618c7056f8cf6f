package io.twinlake.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.store.ObjectPrefix;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void anEmptyTallyIsNothing() {
    assertThat(tally.total()).isEqualTo(Count.NONE);
    assertThat(tally.of(Outcome.COPY)).isEqualTo(Count.NONE);
    assertThat(tally.of(Outcome.COPY, Reason.NEW)).isEqualTo(Count.NONE);
    assertThat(tally.reasons(Outcome.KEEP)).isEmpty();
    assertThat(tally.partitions()).isEmpty();
  }

  @Test
  void everyPathIsCountedOnce() {
    tally.add(Outcome.COPY, Reason.NEW, 10, directory("d=1/"));
    tally.add(Outcome.COPY, Reason.SOURCE_VERSION_CHANGED, 20, directory("d=1/"));
    tally.add(Outcome.KEEP, Reason.UNCHANGED, 30, directory("d=2/"));
    tally.add(Outcome.SKIP, Reason.EXCLUDED, 40, ObjectPrefix.ALL);

    assertThat(tally.total()).isEqualTo(new Count(4, 100));
    assertThat(tally.of(Outcome.COPY)).isEqualTo(new Count(2, 30));
    assertThat(tally.of(Outcome.COPY, Reason.NEW)).isEqualTo(new Count(1, 10));
    assertThat(tally.partitions())
        .isEqualTo(
            Map.of(
                "d=1/", Map.of(Outcome.COPY, new Count(2, 30)),
                "d=2/", Map.of(Outcome.KEEP, new Count(1, 30))));
  }

  @Test
  void partsAddUp() {
    tally.add(Outcome.COPY, Reason.NEW, 10, directory("d=1/"));
    Tally other = new Tally();
    other.add(Outcome.COPY, Reason.NEW, 1, directory("d=1/"));
    other.add(Outcome.DELETE, Reason.DELETED_AT_SOURCE, 5, directory("d=3/"));

    tally.addAll(other);

    assertThat(tally.total()).isEqualTo(new Count(3, 16));
    assertThat(tally.of(Outcome.COPY, Reason.NEW)).isEqualTo(new Count(2, 11));
    assertThat(tally.partitions()).containsOnlyKeys("d=1/", "d=3/");
    assertThat(other.total()).as("the part is left as it is").isEqualTo(new Count(2, 6));
  }

  @Test
  void whatWasCountedCanBeTakenBack() {
    tally.add(Outcome.COPY, Reason.NEW, 10, directory("d=1/"));

    tally.add(Outcome.COPY, Reason.NEW, new Count(-1, -10), "d=1/");
    tally.add(Outcome.SKIP, Reason.TABLE, new Count(1, 10), "d=1/");

    assertThat(tally.total()).isEqualTo(new Count(1, 10));
    assertThat(tally.of(Outcome.COPY)).isEqualTo(Count.NONE);
  }

  private static ObjectPrefix directory(String path) {
    return new ObjectPrefix(path);
  }
}
