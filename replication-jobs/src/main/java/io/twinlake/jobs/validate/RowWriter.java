package io.twinlake.jobs.validate;

import io.twinlake.validation.table.CanonicalRow;
import io.twinlake.validation.table.CanonicalRow.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes values of Spark's as {@link CanonicalRow} wants them. Fields of a struct go in the order
 * of their names. Values must be those of the Java 8 time API, which know no session time zone.
 */
final class RowWriter {
  /** Writes one value, which may be null. */
  private interface Writer {
    void write(Object value, CanonicalRow row);
  }

  private final Writer[] columns;

  /**
   * @param columns the columns that are hashed: the first ones of each row
   */
  RowWriter(StructType columns) {
    this.columns =
        Arrays.stream(columns.fields()).map(f -> nullable(of(f.dataType()))).toArray(Writer[]::new);
  }

  /** Writes the columns of {@code row}; further ones are left out. */
  void write(Row row, CanonicalRow into) {
    into.reset();
    into.beginStruct(columns.length);
    for (int i = 0; i < columns.length; i++) {
      columns[i].write(row.get(i), into);
    }
  }

  /** The type as it decides about sameness: nothing about nulls, fields by name. */
  static String describe(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields())
          .sorted(Comparator.comparing(StructField::name))
          .map(f -> f.name() + ": " + describe(f.dataType()))
          .toList()
          .toString()
          .replaceFirst("^\\[", "struct<")
          .replaceFirst("\\]$", ">");
    }
    if (type instanceof ArrayType array) {
      return "array<" + describe(array.elementType()) + ">";
    }
    if (type instanceof MapType map) {
      return "map<" + describe(map.keyType()) + ", " + describe(map.valueType()) + ">";
    }
    return type.simpleString();
  }

  private static Writer nullable(Writer writer) {
    return (value, row) -> {
      if (value == null) {
        row.putNull();
      } else {
        writer.write(value, row);
      }
    };
  }

  private static Writer of(DataType type) {
    if (type instanceof StructType struct) {
      return struct(struct);
    }
    if (type instanceof ArrayType array) {
      Writer element = nullable(of(array.elementType()));
      return (value, row) -> {
        // Row knows the way from Scala's collections to Java's, in every Scala.
        List<Object> all = RowFactory.create(value).getList(0);
        row.beginList(all.size());
        all.forEach(each -> element.write(each, row));
      };
    }
    if (type instanceof MapType map) {
      Writer key = nullable(of(map.keyType()));
      Writer mapped = nullable(of(map.valueType()));
      return (value, row) -> {
        Map<Object, Object> all = RowFactory.create(value).getJavaMap(0);
        List<Value> entries = new ArrayList<>(all.size());
        all.forEach(
            (k, v) ->
                entries.add(
                    to -> {
                      key.write(k, to);
                      mapped.write(v, to);
                    }));
        row.putMap(entries);
      };
    }
    if (type instanceof DecimalType decimal) {
      return (value, row) -> row.put(((BigDecimal) value).setScale(decimal.scale()));
    }
    return RowWriter::leaf;
  }

  private static Writer struct(StructType struct) {
    StructField[] fields = struct.fields();
    Integer[] order = new Integer[fields.length];
    Writer[] writers = new Writer[fields.length];
    for (int i = 0; i < fields.length; i++) {
      order[i] = i;
      writers[i] = nullable(of(fields[i].dataType()));
    }
    Arrays.sort(order, Comparator.comparing(i -> fields[i].name()));
    return (value, row) -> {
      Row of = (Row) value;
      row.beginStruct(order.length);
      for (int i : order) {
        writers[i].write(of.get(i), row);
      }
    };
  }

  private static void leaf(Object value, CanonicalRow row) {
    if (value instanceof String text) {
      row.put(text);
    } else if (value instanceof Long number) {
      row.put(number.longValue());
    } else if (value instanceof Integer number) {
      row.put(number.intValue());
    } else if (value instanceof Double number) {
      row.put(number.doubleValue());
    } else if (value instanceof Boolean truth) {
      row.put(truth.booleanValue());
    } else if (value instanceof Instant moment) {
      row.put(moment);
    } else if (value instanceof LocalDate date) {
      row.put(date);
    } else if (value instanceof LocalDateTime local) {
      row.put(local);
    } else if (value instanceof byte[] bytes) {
      row.put(bytes);
    } else if (value instanceof Float number) {
      row.put(number.floatValue());
    } else if (value instanceof Short number) {
      row.put(number.shortValue());
    } else if (value instanceof Byte number) {
      row.put(number.byteValue());
    } else if (value instanceof Period months) {
      row.putMonths(months.toTotalMonths());
    } else if (value instanceof Duration span) {
      row.putMicros(
          Math.addExact(Math.multiplyExact(span.getSeconds(), 1_000_000L), span.getNano() / 1000));
    } else {
      throw new IllegalArgumentException(
          "Values of the type %s cannot be compared yet".formatted(value.getClass().getName()));
    }
  }
}
