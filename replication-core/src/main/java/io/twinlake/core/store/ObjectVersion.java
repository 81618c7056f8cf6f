package io.twinlake.core.store;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What identifies the content of an object.
 *
 * <p>A strong version (an ETag) changes with every write. A weak one is the modification time and
 * the length, where a store has no ETag; two writes within the clock's resolution share it, so it
 * proves sameness only when it was old enough at the time of the listing that recorded it: see
 * {@link #provesSameness}.
 *
 * @param value the ETag as the service prints it without quotes, or {@code <epoch
 *     milliseconds>-<length>}
 * @param strength whether every write changes it
 */
public record ObjectVersion(String value, Strength strength) implements Serializable {
  /**
   * How far behind the listing a weak version's time must lie: the coarsest clock in use is 1 s
   * (ABFS), doubled.
   */
  public static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

  /** Whether a version changes with every write. */
  public enum Strength {
    STRONG,
    WEAK
  }

  public ObjectVersion {
    Objects.requireNonNull(strength);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("An object version cannot be empty");
    }
  }

  /** The version of a store with ETags; quotes around the tag are dropped. */
  public static ObjectVersion strong(String etag) {
    boolean quoted = etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"");
    return new ObjectVersion(quoted ? etag.substring(1, etag.length() - 1) : etag, Strength.STRONG);
  }

  /** The version of a store without ETags. */
  public static ObjectVersion weak(Instant modified, long sizeBytes) {
    return new ObjectVersion(modified.toEpochMilli() + "-" + sizeBytes, Strength.WEAK);
  }

  /** Reads {@link #encoded()} back. */
  public static ObjectVersion decode(String encoded) {
    if (encoded.startsWith("s:")) {
      return new ObjectVersion(encoded.substring(2), Strength.STRONG);
    }
    if (encoded.startsWith("w:")) {
      return new ObjectVersion(encoded.substring(2), Strength.WEAK);
    }
    throw new IllegalArgumentException("Not an object version: " + encoded);
  }

  /** One text for ledger and metadata: {@code s:<etag>} or {@code w:<milliseconds>-<length>}. */
  public String encoded() {
    return (strength == Strength.STRONG ? "s:" : "w:") + value;
  }

  /**
   * Whether an object that still shows this version is certainly the one that was listed at {@code
   * listedAt}.
   *
   * @param listedAt when the listing that recorded this version began, by the clock of its store
   */
  public boolean provesSameness(Instant listedAt) {
    if (strength == Strength.STRONG) {
      return true;
    }
    long modified = Long.parseLong(value.substring(0, value.lastIndexOf('-')));
    return !Instant.ofEpochMilli(modified).plus(SETTLED_AFTER).isAfter(listedAt);
  }

  @Override
  public String toString() {
    return encoded();
  }
}
