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
    ARCHIVED,
    LEASED,
    IMMUTABLE,
    THROTTLED,
    UNAVAILABLE,
    CORRUPTED,
    /** A table could not be brought up to date. */
    TABLE,
    /** The roles changed, so the run stopped before this path. */
    STOPPED,
    OTHER;

    static Kind of(StoreProblem problem) {
      return switch (problem) {
        case ACCESS_DENIED -> ACCESS_DENIED;
        case UNSUPPORTED_NAME -> UNSUPPORTED_NAME;
        case ARCHIVED -> ARCHIVED;
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
