package io.twinlake.validation.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.validation.table.CanonicalRow.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class CanonicalRowTest {
  private static RowSum of(Value... values) {
    CanonicalRow row = new CanonicalRow();
    row.reset();
    for (Value value : values) {
      value.write(row);
    }
    return row.sum();
  }

  private static Value map(String... keysAndValues) {
    List<Value> entries = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      int at = i;
      entries.add(
          row -> {
            row.put(keysAndValues[at]);
            row.put(keysAndValues[at + 1]);
          });
    }
    return row -> row.putMap(entries);
  }

  @Test
  void equalRowsHaveEqualHashesAlsoWhenTheRowIsUsedAgain() {
    CanonicalRow row = new CanonicalRow();
    row.put("something long ".repeat(100));
    row.sum();
    row.reset();
    row.put("a");
    assertThat(row.sum()).isEqualTo(of(r -> r.put("a")));
  }

  @Test
  void valuesOfDifferentTypesDifferThoughTheyLookAlike() {
    List<RowSum> all =
        List.of(
            of(r -> r.put((byte) 1)),
            of(r -> r.put((short) 1)),
            of(r -> r.put(1)),
            of(r -> r.put(1L)),
            of(r -> r.put(1f)),
            of(r -> r.put(1d)),
            of(r -> r.put(true)),
            of(r -> r.put("1")),
            of(r -> r.put(new byte[] {1})),
            of(r -> r.put(new byte[] {'1'})),
            of(r -> r.put(new BigDecimal("1"))),
            of(r -> r.put(LocalDate.ofEpochDay(1))),
            of(r -> r.putMonths(1)),
            of(r -> r.putMicros(1)),
            of(r -> r.put(Instant.EPOCH.plusNanos(1000))),
            of(r -> r.put(LocalDateTime.parse("1970-01-01T00:00:00.000001"))));
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void theScaleOfADecimalMatters() {
    assertThat(of(r -> r.put(new BigDecimal("1.50"))))
        .isEqualTo(of(r -> r.put(new BigDecimal("1.50"))))
        .isNotEqualTo(of(r -> r.put(new BigDecimal("1.5"))))
        .isNotEqualTo(of(r -> r.put(new BigDecimal("1.500"))));
  }

  @Test
  void allNotANumbersAreOneAndMinusZeroIsNotZero() {
    double other = Double.longBitsToDouble(0x7ff8000000000123L);
    assertThat(of(r -> r.put(Double.NaN))).isEqualTo(of(r -> r.put(other)));
    float otherFloat = Float.intBitsToFloat(0x7fc00123);
    assertThat(of(r -> r.put(Float.NaN))).isEqualTo(of(r -> r.put(otherFloat)));
    assertThat(of(r -> r.put(-0.0d))).isNotEqualTo(of(r -> r.put(0.0d)));
    assertThat(of(r -> r.put(-0.0f))).isNotEqualTo(of(r -> r.put(0.0f)));
    assertThat(of(r -> r.put(Double.NaN))).isNotEqualTo(of(r -> r.putNull()));
  }

  @Test
  void aNullIsNeitherEmptyNorNothingAndItsPlaceMatters() {
    assertThat(of(r -> r.putNull())).isNotEqualTo(of(r -> r.put("")));
    assertThat(of(r -> r.putNull())).isNotEqualTo(of());
    assertThat(of(r -> r.putNull(), r -> r.put("a")))
        .isNotEqualTo(of(r -> r.put("a"), r -> r.putNull()));
  }

  @Test
  void neighboursDoNotRunIntoEachOther() {
    assertThat(of(r -> r.put("ab"), r -> r.put("c")))
        .isNotEqualTo(of(r -> r.put("a"), r -> r.put("bc")));
    assertThat(of(r -> r.beginList(1), r -> r.put("a"), r -> r.beginList(0)))
        .isNotEqualTo(of(r -> r.beginList(0), r -> r.beginList(1), r -> r.put("a")));
  }

  @Test
  void aMapHasNoOrderButAListHas() {
    assertThat(of(map("a", "1", "b", "2"))).isEqualTo(of(map("b", "2", "a", "1")));
    assertThat(of(map("a", "1", "b", "2"))).isNotEqualTo(of(map("a", "2", "b", "1")));
    assertThat(of(map("a", "1"))).isNotEqualTo(of(map("a", "1", "a", "1")));
    assertThat(of(map())).isNotEqualTo(of(r -> r.beginList(0)));
    assertThat(of(r -> r.beginList(2), r -> r.put("a"), r -> r.put("b")))
        .isNotEqualTo(of(r -> r.beginList(2), r -> r.put("b"), r -> r.put("a")));
  }

  @Test
  void aMapInsideAMapHasNoOrderEither() {
    Value one =
        r ->
            r.putMap(
                List.of(
                    e -> {
                      e.put("k");
                      map("a", "1", "b", "2").write(e);
                    },
                    e -> {
                      e.put("l");
                      map().write(e);
                    }));
    Value other =
        r ->
            r.putMap(
                List.of(
                    e -> {
                      e.put("l");
                      map().write(e);
                    },
                    e -> {
                      e.put("k");
                      map("b", "2", "a", "1").write(e);
                    }));
    assertThat(of(one)).isEqualTo(of(other));
  }

  @Test
  void timesDoNotDependOnTheZoneOfTheJvmAndReachBackBeforeTheGregorianReform() {
    TimeZone before = TimeZone.getDefault();
    Value values =
        r -> {
          r.put(Instant.parse("2026-03-29T01:30:00.123456Z"));
          r.put(Instant.parse("1500-02-28T12:00:00Z"));
          r.put(LocalDate.of(1582, 10, 4));
          r.put(LocalDateTime.parse("0001-01-01T00:00:00"));
        };
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      RowSum there = of(values);
      TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
      assertThat(of(values)).isEqualTo(there);
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(of(r -> r.put(LocalDate.of(1582, 10, 4))))
        .isNotEqualTo(of(r -> r.put(LocalDate.of(1582, 10, 5))));
  }

  @Test
  void theHashIsWhatItWasSinceFingerprintsAreKept() {
    assertThat(of(r -> r.put("twinlake"), r -> r.put(17L), r -> r.putNull()).hex())
        .isEqualTo("1c1be39535085816ad752088c1ebad30");
  }

  @Test
  void aSumHasNoOrderAndCountsDuplicates() {
    Random random = new Random(5);
    List<RowSum> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rows.add(new RowSum(1, random.nextLong(), random.nextLong()));
    }
    RowSum forward = rows.stream().reduce(RowSum.EMPTY, RowSum::plus);
    Collections.shuffle(rows, random);
    assertThat(rows.stream().reduce(RowSum.EMPTY, RowSum::plus)).isEqualTo(forward);
    rows.add(rows.get(0));
    rows.add(rows.get(0));
    RowSum doubled = rows.stream().reduce(RowSum.EMPTY, RowSum::plus);
    assertThat(doubled.hex()).isNotEqualTo(forward.hex());
    assertThat(doubled.rows()).isEqualTo(1002);
  }

  @Test
  void limbsMayBeAddedOneByOneByAnEngineThatHasOnlyLongs() {
    Random random = new Random(7);
    RowSum sum = RowSum.EMPTY;
    long[] limbs = new long[RowSum.LIMBS];
    for (int i = 0; i < 100_000; i++) {
      RowSum row = new RowSum(1, random.nextLong() | 1L << 63, random.nextLong() | 1L << 63);
      sum = sum.plus(row);
      for (int k = 0; k < limbs.length; k++) {
        limbs[k] += row.limbs()[k];
      }
    }
    assertThat(RowSum.of(100_000, limbs)).isEqualTo(sum);
  }
}
