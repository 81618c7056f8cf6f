package io.twinlake.core.traffic;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twinlake.core.store.RequestKind;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests by side and kind, and bytes by side. Immutable. As JSON {@code {"source": {"list": 3,
 * "bytesReceived": 1204}}}, without what is zero.
 */
public final class Traffic implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is counted beside requests. */
  public enum Amount {
    /** Bytes that we sent. */
    BYTES_SENT("bytesSent"),
    /** Bytes that came to us. */
    BYTES_RECEIVED("bytesReceived"),
    /** Bytes that a service moved for us: read at the one side, written at the other. */
    BYTES_COPIED("bytesCopied"),
    /** How long requests were held back by the throttle, in milliseconds, of all threads. */
    MILLIS_HELD("millisHeld");

    private final String key;

    Amount(String key) {
      this.key = key;
    }
  }

  private static final int KINDS = RequestKind.values().length;
  private static final int EACH = KINDS + Amount.values().length;

  /** How many numbers it holds. */
  static final int LENGTH = EACH * Side.values().length;

  public static final Traffic NONE = new Traffic(new long[LENGTH]);

  private final long[] counts;

  private Traffic(long[] counts) {
    this.counts = counts;
  }

  /** What {@link #numbers} gave, on another machine of the same version. */
  public static Traffic of(long[] numbers) {
    if (numbers.length != LENGTH) {
      throw new IllegalArgumentException(
          "Not the numbers of a traffic: %d of %d".formatted(numbers.length, LENGTH));
    }
    return new Traffic(numbers.clone());
  }

  @JsonCreator
  static Traffic of(Map<String, Map<String, Long>> json) {
    long[] counts = new long[LENGTH];
    for (Side side : Side.values()) {
      Map<String, Long> ofSide = json.getOrDefault(key(side.name()), Map.of());
      for (RequestKind kind : RequestKind.values()) {
        counts[at(side, kind)] = ofSide.getOrDefault(key(kind.name()), 0L);
      }
      for (Amount amount : Amount.values()) {
        counts[at(side, amount)] = ofSide.getOrDefault(amount.key, 0L);
      }
    }
    return new Traffic(counts);
  }

  static int at(Side side, RequestKind kind) {
    return side.ordinal() * EACH + kind.ordinal();
  }

  static int at(Side side, Amount amount) {
    return side.ordinal() * EACH + KINDS + amount.ordinal();
  }

  public Traffic plus(Traffic other) {
    long[] sum = counts.clone();
    for (int i = 0; i < LENGTH; i++) {
      sum[i] += other.counts[i];
    }
    return new Traffic(sum);
  }

  public long of(Side side, RequestKind kind) {
    return counts[at(side, kind)];
  }

  public long of(Side side, Amount amount) {
    return counts[at(side, amount)];
  }

  /** Over all sides. */
  public long of(Amount amount) {
    return Arrays.stream(Side.values()).mapToLong(side -> of(side, amount)).sum();
  }

  /** The requests of one side that we send: without what services read for copies. */
  public long requests(Side side) {
    return Arrays.stream(RequestKind.values())
        .filter(kind -> kind != RequestKind.SERVED)
        .mapToLong(kind -> of(side, kind))
        .sum();
  }

  /** All requests that we send. */
  public long requests() {
    return Arrays.stream(Side.values()).mapToLong(this::requests).sum();
  }

  /** As plain numbers, for the way between machines. */
  public long[] numbers() {
    return counts.clone();
  }

  @JsonValue
  Map<String, Map<String, Long>> json() {
    Map<String, Map<String, Long>> json = new TreeMap<>();
    for (Side side : Side.values()) {
      Map<String, Long> ofSide = new TreeMap<>();
      for (RequestKind kind : RequestKind.values()) {
        put(ofSide, key(kind.name()), of(side, kind));
      }
      for (Amount amount : Amount.values()) {
        put(ofSide, amount.key, of(side, amount));
      }
      if (!ofSide.isEmpty()) {
        json.put(key(side.name()), ofSide);
      }
    }
    return json;
  }

  private static void put(Map<String, Long> into, String key, long count) {
    if (count != 0) {
      into.put(key, count);
    }
  }

  /** {@code SOURCE_CONTROL} is {@code sourceControl}. */
  private static String key(String name) {
    StringBuilder key = new StringBuilder();
    boolean upper = false;
    for (char c : name.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        key.append(upper ? c : Character.toLowerCase(c));
        upper = false;
      }
    }
    return key.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Traffic traffic && Arrays.equals(counts, traffic.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return json().toString();
  }
}
