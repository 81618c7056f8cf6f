package io.twinlake.core.ledger;

import static io.twinlake.core.ledger.Rows.deleted;
import static io.twinlake.core.ledger.Rows.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The root hash, and the totals that carry it. */
class RootHashTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

  @Test
  void isTheSameInWhateverOrderObjectsCome() {
    List<LedgerRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(put("d", "p" + i, i));
    }
    RootHash forwards = sum(rows);
    Collections.shuffle(rows, new Random(3));

    assertThat(sum(rows)).isEqualTo(forwards);
  }

  @Test
  void addsAndSubtractsLikeNumbersOf128Bits() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      RootHash a = new RootHash(edgy(random), edgy(random));
      RootHash b = new RootHash(edgy(random), edgy(random));

      assertThat(number(a.plus(b))).isEqualTo(number(a).add(number(b)).mod(MODULUS));
      assertThat(number(a.minus(b))).isEqualTo(number(a).subtract(number(b)).mod(MODULUS));
      assertThat(a.plus(b).minus(b)).isEqualTo(a);
      assertThat(RootHash.parse(a.hex())).isEqualTo(a);
      assertThat(a.hex()).hasSize(32);
    }
  }

  @Test
  void seesPathAndVersionButNotDatasetOrOp() {
    RootHash hash = RootHash.of(put("d", "a", 1));

    assertThat(RootHash.of(put("d", "b", 1))).isNotEqualTo(hash);
    assertThat(RootHash.of(put("d", "a", 2))).isNotEqualTo(hash);
    assertThat(RootHash.of(deleted("e", "a", 1))).as("dataset and op").isEqualTo(hash);
  }

  /** Without separators {@code a1} of 0 bytes would be {@code a} of 10 bytes. */
  @Test
  void doesNotMixUpWherePathAndLengthMeet() {
    assertThat(RootHash.of(put("d", "a1", 1))).isNotEqualTo(RootHash.of(put("d", "a", 1)));
    assertThat(RootHash.of(put("d", "a\0", 1))).isNotEqualTo(RootHash.of(put("d", "a", 1)));
  }

  @Test
  void updatedByChangesItEqualsWhatIsComputedAnew() {
    Random random = new Random(11);
    Map<String, LedgerRow> live = new TreeMap<>();
    Totals updated = Totals.NONE;
    for (int point = 1; point < 500; point++) {
      String path = "p" + random.nextInt(40);
      LedgerRow row =
          live.containsKey(path) && random.nextInt(3) == 0
              ? deleted("d", path, point)
              : put("d", path, point);
      updated = updated.plus(Totals.change(Optional.ofNullable(live.get(path)), row));
      if (row.isPut()) {
        live.put(path, row);
      } else {
        live.remove(path);
      }
    }

    Totals anew = Totals.NONE;
    for (LedgerRow row : live.values()) {
      anew = anew.plus(Totals.change(Optional.empty(), row));
    }
    assertThat(updated).isEqualTo(anew);
    assertThat(updated.objects()).isEqualTo(live.size());
    assertThat(updated.bytes()).isEqualTo(10L * live.size());
    assertThat(updated.hash()).isEqualTo(sum(live.values()));
  }

  @Test
  void aPathThatComesBackAfterItsTombstoneCountsOnce() {
    assertThat(Totals.change(Optional.of(deleted("d", "a", 1)), put("d", "a", 2)).objects())
        .isEqualTo(1);
    assertThat(Totals.change(Optional.of(deleted("d", "a", 1)), deleted("d", "a", 2)))
        .isEqualTo(Totals.NONE);
  }

  private static RootHash sum(Iterable<LedgerRow> rows) {
    RootHash sum = RootHash.EMPTY;
    for (LedgerRow row : rows) {
      sum = sum.plus(RootHash.of(row));
    }
    return sum;
  }

  private static BigInteger number(RootHash hash) {
    return new BigInteger(hash.hex(), 16);
  }

  private static long edgy(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.MIN_VALUE;
      case 3 -> Long.MAX_VALUE;
      default -> random.nextLong();
    };
  }
}
