package io.twinlake.core.run;

import io.twinlake.core.store.StoreProblem;
import java.io.Serializable;

/**
 * One path that was to be transferred and was not. The target still holds what it held.
 *
 * @param dataset its dataset
 * @param path below the dataset's root
 * @param kind class of the failure
 * @param message what, why and what next
 * @param bytes its length at the source
 */
public record Failure(String dataset, String path, Kind kind, String message, long bytes)
    implements Serializable {

  /** Classes of failure, as reports count them. */
  public enum Kind {
    /** The source changed again and again while it was copied. */
    HOT_OBJECT,
    /** Another writer changed the target. */
    TARGET_CONFLICT,
    ACCESS_DENIED,
    UNSUPPORTED_NAME,
    /** An append or page blob is in the way, or another kind that is not copied. */
    UNSUPPORTED_TYPE,
    ARCHIVED,
    /** Encrypted with a key that its owner keeps, or an encryption scope forbids the write. */
    ENCRYPTED,
    LEASED,
    IMMUTABLE,
    THROTTLED,
    UNAVAILABLE,
    CORRUPTED,
    /** A table could not be brought up to date. */
    TABLE,
    /** A user or group of its access rights has no name at the target. */
    UNMAPPED,
    /** The roles changed, so the run stopped before this path. */
    STOPPED,
    OTHER;

    static Kind of(StoreProblem problem) {
      return switch (problem) {
        case ACCESS_DENIED -> ACCESS_DENIED;
        case UNSUPPORTED_NAME -> UNSUPPORTED_NAME;
        case UNSUPPORTED_TYPE -> UNSUPPORTED_TYPE;
        case ARCHIVED -> ARCHIVED;
        case ENCRYPTED -> ENCRYPTED;
        case LEASED -> LEASED;
        case IMMUTABLE -> IMMUTABLE;
        case THROTTLED -> THROTTLED;
        case UNAVAILABLE -> UNAVAILABLE;
        case CORRUPTED -> CORRUPTED;
        default -> OTHER;
      };
    }
  }
}
