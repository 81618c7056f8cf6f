package io.twinlake.core.settings;

import java.io.Serializable;
import java.util.Locale;

/** A number of bytes. */
public record DataSize(long bytes) implements Comparable<DataSize>, Serializable {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("Negative size: " + bytes + " bytes");
    }
  }

  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** For people: three significant digits and a binary unit, {@code 38.2 GiB}. */
  @Override
  public String toString() {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }
}
