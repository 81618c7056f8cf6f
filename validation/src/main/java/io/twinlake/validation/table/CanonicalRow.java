package io.twinlake.validation.table;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Writes the values of a row as bytes that are the same wherever the row is read, and hashes them:
 * the first 128 bits of SHA-256. Each value begins with its type, so that neither a null nor an
 * empty text, a 1 of another width nor a decimal of another scale is taken for another; texts,
 * lists and maps carry their lengths, so that nothing runs into its neighbour.
 *
 * <p>All NaN are one value. 0.0 and -0.0 are two, since a copy keeps the sign. An instant is its
 * microseconds since 1970 in UTC, a date its days in the proleptic Gregorian calendar: both are
 * independent of the session's time zone. Entries of a map have no order. For one thread; used
 * again for each row.
 */
public final class CanonicalRow {
  private enum Type {
    NULL,
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    DECIMAL,
    TEXT,
    BINARY,
    DATE,
    INSTANT,
    LOCAL,
    MONTHS,
    MICROS,
    STRUCT,
    LIST,
    MAP
  }

  /** Writes one value into the row it is given. */
  public interface Value {
    void write(CanonicalRow row);
  }

  private final MessageDigest sha;
  private byte[] bytes = new byte[512];
  private int length;

  public CanonicalRow() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Forgets what was written. */
  public void reset() {
    length = 0;
  }

  /** The hash of what was written since {@link #reset}, as the sum of one row. */
  public RowSum sum() {
    sha.update(bytes, 0, length);
    ByteBuffer digest = ByteBuffer.wrap(sha.digest());
    return new RowSum(1, digest.getLong(), digest.getLong());
  }

  public void putNull() {
    tag(Type.NULL);
  }

  public void put(boolean value) {
    tag(Type.BOOLEAN);
    one(value ? 1 : 0);
  }

  public void put(byte value) {
    tag(Type.BYTE);
    eight(value);
  }

  public void put(short value) {
    tag(Type.SHORT);
    eight(value);
  }

  public void put(int value) {
    tag(Type.INT);
    eight(value);
  }

  public void put(long value) {
    tag(Type.LONG);
    eight(value);
  }

  public void put(float value) {
    tag(Type.FLOAT);
    eight(Float.floatToIntBits(value));
  }

  public void put(double value) {
    tag(Type.DOUBLE);
    eight(Double.doubleToLongBits(value));
  }

  /** A decimal, with the scale that it has. */
  public void put(BigDecimal value) {
    tag(Type.DECIMAL);
    eight(value.scale());
    counted(value.unscaledValue().toByteArray());
  }

  public void put(String value) {
    tag(Type.TEXT);
    counted(value.getBytes(StandardCharsets.UTF_8));
  }

  public void put(byte[] value) {
    tag(Type.BINARY);
    counted(value);
  }

  public void put(LocalDate value) {
    tag(Type.DATE);
    eight(value.toEpochDay());
  }

  /** A moment, to the microsecond. */
  public void put(Instant value) {
    tag(Type.INSTANT);
    eight(micros(value));
  }

  /** A time on a calendar and a clock that belong to no zone, to the microsecond. */
  public void put(LocalDateTime value) {
    tag(Type.LOCAL);
    eight(micros(value.toInstant(ZoneOffset.UTC)));
  }

  /** An interval of months. */
  public void putMonths(long months) {
    tag(Type.MONTHS);
    eight(months);
  }

  /** An interval of microseconds. */
  public void putMicros(long micros) {
    tag(Type.MICROS);
    eight(micros);
  }

  /** A struct of so many fields, whose values follow. */
  public void beginStruct(int fields) {
    tag(Type.STRUCT);
    eight(fields);
  }

  /** A list of so many elements, which follow. */
  public void beginList(int elements) {
    tag(Type.LIST);
    eight(elements);
  }

  /**
   * A map: each entry writes its key, then its value. The order of {@code entries} is no matter.
   */
  public void putMap(Iterable<Value> entries) {
    tag(Type.MAP);
    int start = length;
    eight(0);
    int count = 0;
    byte[][] parts = new byte[8][];
    for (Value entry : entries) {
      int at = length;
      entry.write(this);
      if (count == parts.length) {
        parts = Arrays.copyOf(parts, count * 2);
      }
      parts[count++] = Arrays.copyOfRange(bytes, at, length);
      length = at;
    }
    Arrays.sort(parts, 0, count, Arrays::compareUnsigned);
    length = start;
    eight(count);
    for (int i = 0; i < count; i++) {
      raw(parts[i]);
    }
  }

  private static long micros(Instant value) {
    return Math.addExact(
        Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1000);
  }

  private void tag(Type type) {
    one(type.ordinal());
  }

  private void one(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  private void eight(long value) {
    room(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[length++] = (byte) (value >>> 8 * i);
    }
  }

  private void counted(byte[] value) {
    eight(value.length);
    raw(value);
  }

  private void raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
