package io.twinlake.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  @Test
  void noActionsMakeNoBatch() {
    Batches batches = new Batches(Collections.emptyIterator());

    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aBatchIsFullAtAThousandObjects() {
    assertThat(sizes(LongStream.range(0, 2001).map(i -> 1))).containsExactly(1000, 1000, 1);
    assertThat(sizes(LongStream.range(0, 1000).map(i -> 0))).containsExactly(1000);
  }

  @Test
  void aBatchIsFullAtFourGibibytes() {
    assertThat(sizes(LongStream.of(2L << 30, 2L << 30, 1))).containsExactly(2, 1);
    assertThat(sizes(LongStream.of(2L << 30, (2L << 30) + 1, 1))).containsExactly(1, 2);
  }

  @Test
  void anObjectLargerThanABatchIsOneOfItsOwn() {
    assertThat(sizes(LongStream.of(1, 5L << 40, 1))).containsExactly(1, 1, 1);
  }

  @Test
  void orderIsKeptAndNothingIsLost() {
    List<PlanAction> all = actions(LongStream.range(0, 3500).map(i -> (i % 7) << 27));
    List<PlanAction> packed = new ArrayList<>();

    new Batches(all.iterator()).forEachRemaining(packed::addAll);

    assertThat(packed).isEqualTo(all);
  }

  private static List<Integer> sizes(LongStream bytes) {
    List<Integer> sizes = new ArrayList<>();
    new Batches(actions(bytes).iterator()).forEachRemaining(batch -> sizes.add(batch.size()));
    return sizes;
  }

  private static List<PlanAction> actions(LongStream bytes) {
    List<PlanAction> actions = new ArrayList<>();
    bytes.forEach(
        b ->
            actions.add(
                new PlanAction.Keep(
                    ObjectPath.of("p%05d".formatted(actions.size())), b, Reason.UNCHANGED)));
    return actions;
  }
}
