package io.twinlake.metastore.model;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** A metastore that cannot be asked, or that said no. */
public final class MetastoreException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Problem {
    /** It does not answer, or lets nobody in. */
    UNREACHABLE,
    /** The connection broke while it worked; nobody knows whether it did. */
    BROKEN,
    NOT_FOUND,
    ALREADY_EXISTS,
    /** It understood and refused. */
    REFUSED,
    /** This server does not know the call. */
    UNSUPPORTED,
    /** What it would take is not on this class path, or a setting is missing. */
    NOT_SET_UP
  }

  private final Problem problem;

  public MetastoreException(Problem problem, String message, Throwable cause) {
    super(effect(problem), message, cause);
    this.problem = problem;
  }

  public MetastoreException(Problem problem, String message) {
    this(problem, message, null);
  }

  private static Effect effect(Problem problem) {
    return switch (problem) {
      case UNREACHABLE -> Effect.NONE_MAY_RETRY;
      case BROKEN -> Effect.UNKNOWN;
      default -> Effect.NONE_DO_NOT_RETRY;
    };
  }

  public Problem problem() {
    return problem;
  }
}
