package io.twinlake.storage.hadoop;

import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.storage.azure.Redaction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Turns what Hadoop's file systems throw into what a report says. Classes that are not on every
 * class path are told by their names.
 */
final class HadoopFailures {
  private static final Set<String> DENIED =
      Set.of(
          "AccessControlException",
          "AccessDeniedException",
          "AuthorizationException",
          "SaslException",
          "SnapshotAccessControlException",
          "InvalidToken",
          "TokenAccessProviderException",
          "KeyProviderException",
          "SASTokenProviderException",
          "InvalidConfigurationValueException",
          "ConfigurationPropertyNotFoundException");
  private static final Set<String> QUOTA =
      Set.of(
          "QuotaExceededException",
          "NSQuotaExceededException",
          "DSQuotaExceededException",
          "QuotaByStorageTypeExceededException",
          "ClusterStorageCapacityExceededException");
  private static final Set<String> NAME =
      Set.of("PathComponentTooLongException", "InvalidPathException", "IllegalNameException");

  private final URI root;

  HadoopFailures(URI root) {
    this.root = root;
  }

  /** A failure of {@code what} that changed nothing. */
  StoreException of(String what, Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    String type = cause.getClass().getSimpleName();
    String reason = Redaction.of(firstLine(cause));
    if (has(cause, DENIED) || cause instanceof AccessControlException || status(cause) == 403) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.ACCESS_DENIED,
          "Cannot %s: %s may not, or lacks a credential (%s). Grant it access, or complete the settings of Hadoop's driver for %s."
              .formatted(what, user(), reason, root),
          Redaction.of(cause));
    }
    if (has(cause, QUOTA) || reason.contains("No space left")) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "Cannot %s: %s. Nothing was changed. Make room, or raise the quota of that directory, then run again."
              .formatted(what, reason),
          Redaction.of(cause));
    }
    if (has(cause, NAME) || cause instanceof InvalidPathException) {
      return new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNSUPPORTED_NAME,
          "Cannot %s: the file system does not take that name (%s). Nothing was written. Exclude it, or use a store that can."
              .formatted(what, reason),
          Redaction.of(cause));
    }
    int status = status(cause);
    if (status == 429 || status == 503) {
      return new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.THROTTLED,
          "Cannot %s: the account is over its request rate (%d). Nothing was changed."
              .formatted(what, status),
          Redaction.of(cause));
    }
    String hint =
        type.equals("SafeModeException")
            ? " The name node is in safe mode; wait until it leaves it."
            : "";
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "Cannot %s: %s. Nothing was changed.%s".formatted(what, reason, hint),
        Redaction.of(cause));
  }

  StoreException rootMissing() {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.ROOT_MISSING,
        "%s does not exist or is not a directory. Check the spelling, or create it."
            .formatted(root));
  }

  /** Whether {@code thrown} says that nothing is there, also as a file has no children. */
  static boolean isMissing(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    return cause instanceof FileNotFoundException
        || cause instanceof ParentNotDirectoryException
        || (cause instanceof AccessControlException
            && String.valueOf(cause.getMessage()).contains("is not a directory"));
  }

  /** What the far side threw, where {@code thrown} only carries it. */
  static Throwable unwrapped(Throwable thrown) {
    if (thrown instanceof RemoteException remote) {
      return remote.unwrapRemoteException();
    }
    if (thrown instanceof RuntimeException && thrown.getCause() instanceof IOException cause) {
      return unwrapped(cause);
    }
    return thrown;
  }

  /** The same failure without secrets, fit to be a cause. */
  static IOException clean(Throwable thrown) {
    return Redaction.of(unwrapped(thrown));
  }

  private static boolean has(Throwable failure, Set<String> types) {
    for (Throwable each = failure; each != null; each = next(each)) {
      if (types.contains(each.getClass().getSimpleName())
          || (each instanceof RemoteException remote
              && types.stream().anyMatch(t -> remote.getClassName().endsWith("." + t)))) {
        return true;
      }
    }
    return false;
  }

  private static Throwable next(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }

  /** The HTTP status that ABFS tells; 0 where there is none. */
  private static int status(Throwable failure) {
    for (Throwable each = failure; each != null; each = next(each)) {
      Optional<Integer> status = statusOf(each);
      if (status.isPresent()) {
        return status.get();
      }
    }
    return 0;
  }

  private static Optional<Integer> statusOf(Throwable failure) {
    if (!failure.getClass().getSimpleName().equals("AbfsRestOperationException")) {
      return Optional.empty();
    }
    try {
      return Optional.of((Integer) failure.getClass().getMethod("getStatusCode").invoke(failure));
    } catch (ReflectiveOperationException | ClassCastException e) {
      return Optional.empty();
    }
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.isEmpty() ? cause.getClass().getSimpleName() : line;
  }

  private static String user() {
    try {
      return UserGroupInformation.getCurrentUser().getUserName();
    } catch (IOException e) {
      return "this user";
    }
  }
}
