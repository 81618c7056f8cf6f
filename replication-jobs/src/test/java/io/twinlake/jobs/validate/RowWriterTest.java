package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.validation.table.CanonicalRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** Rows as Spark hands them out, without a Spark. */
class RowWriterTest {
  private static String hash(StructType type, Object... values) {
    CanonicalRow row = new CanonicalRow();
    new RowWriter(type).write(RowFactory.create(values), row);
    return row.sum().hex();
  }

  private static StructType one(DataType type) {
    return new StructType().add("c", type);
  }

  private static Object list(Object... values) {
    return JavaConverters.asScalaBufferConverter(Arrays.asList(values)).asScala().toSeq();
  }

  private static Object map(Object... keysAndValues) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JavaConverters.mapAsScalaMapConverter(map).asScala();
  }

  @Test
  void aDecimalIsTakenWithTheScaleOfItsColumn() {
    String two = hash(one(DataTypes.createDecimalType(10, 2)), new BigDecimal("1.5"));
    assertThat(hash(one(DataTypes.createDecimalType(12, 2)), new BigDecimal("1.50")))
        .isEqualTo(two);
    assertThat(hash(one(DataTypes.createDecimalType(10, 4)), new BigDecimal("1.5")))
        .isNotEqualTo(two);
  }

  @Test
  void fieldsOfAStructGoByTheirNames() {
    StructType ab = one(new StructType().add("a", DataTypes.LongType).add("b", DataTypes.LongType));
    StructType ba = one(new StructType().add("b", DataTypes.LongType).add("a", DataTypes.LongType));
    assertThat(hash(ab, RowFactory.create(1L, 2L))).isEqualTo(hash(ba, RowFactory.create(2L, 1L)));
    assertThat(hash(ab, RowFactory.create(1L, 2L)))
        .isNotEqualTo(hash(ab, RowFactory.create(2L, 1L)));
    assertThat(hash(ab, RowFactory.create(1L, null))).isNotEqualTo(hash(ab, (Object) null));
    assertThat(RowWriter.describe(ab)).isEqualTo(RowWriter.describe(ba));
  }

  @Test
  void listsInListsAndMapsOfMapsAreRead() {
    StructType lists =
        one(DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.IntegerType)));
    assertThat(hash(lists, list(list(1, 2), list(), null)))
        .isEqualTo(hash(lists, list(list(1, 2), list(), null)))
        .isNotEqualTo(hash(lists, list(list(1), list(2), null)))
        .isNotEqualTo(hash(lists, list(list(1, 2), null, list())));
    StructType maps =
        one(
            DataTypes.createMapType(
                DataTypes.StringType,
                DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType)));
    assertThat(hash(maps, map("a", map("x", 1L, "y", 2L), "b", null)))
        .isEqualTo(hash(maps, map("b", null, "a", map("y", 2L, "x", 1L))))
        .isNotEqualTo(hash(maps, map("a", map("x", 2L, "y", 1L), "b", null)));
  }

  @Test
  void everyKindOfLeafIsToldFromANull() {
    List<Object> leaves =
        List.of(
            true,
            (byte) 1,
            (short) 1,
            1,
            1L,
            1f,
            1d,
            "1",
            new byte[] {1},
            LocalDate.of(1500, 2, 28),
            Instant.EPOCH,
            LocalDateTime.of(2026, 3, 29, 2, 30),
            java.time.Period.ofMonths(3),
            java.time.Duration.ofDays(1));
    StructType any = one(DataTypes.StringType);
    String none = hash(any, (Object) null);
    for (Object leaf : leaves) {
      assertThat(hash(any, leaf)).isNotEqualTo(none).isEqualTo(hash(any, leaf));
    }
  }

  @Test
  void aValueThatNobodyCanCompareIsRefusedInsteadOfPassedOver() {
    assertThatThrownBy(() -> hash(one(DataTypes.StringType), new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(
            () ->
                hash(
                    one(DataTypes.TimestampType),
                    java.sql.Timestamp.valueOf("2026-01-01 00:00:00")))
        .hasMessageContaining("Timestamp");
  }

  @Test
  void furtherColumnsAreNotHashed() {
    Row longer = RowFactory.create("a", "label");
    CanonicalRow row = new CanonicalRow();
    new RowWriter(one(DataTypes.StringType)).write(longer, row);
    assertThat(row.sum().hex()).isEqualTo(hash(one(DataTypes.StringType), "a"));
  }
}
