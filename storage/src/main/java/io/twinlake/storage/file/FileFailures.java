package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Turns what the file system says into what a report says. */
final class FileFailures {
  private FileFailures() {}

  /** A failure of {@code what} that changed nothing. */
  static StoreException of(String what, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.ACCESS_DENIED,
          "Cannot %s: this user (%s) may not. Grant it access to the directory."
              .formatted(what, System.getProperty("user.name")),
          cause);
    }
    String reason =
        cause instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : cause.toString();
    if (reason.contains("No space left") || reason.contains("Disk quota exceeded")) {
      // Waiting frees no disk: with retries, each of many objects would take seconds to fail.
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "Cannot %s: %s. Nothing was changed. Make room on that disk, then run again."
              .formatted(what, reason),
          cause);
    }
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "Cannot %s: %s. Nothing was changed.".formatted(what, reason),
        cause);
  }

  static StoreException rootMissing(String root) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.ROOT_MISSING,
        "%s does not exist or is not a directory. Check the spelling, or create it."
            .formatted(root));
  }
}
