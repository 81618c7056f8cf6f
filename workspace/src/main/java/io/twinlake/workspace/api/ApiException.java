package io.twinlake.workspace.api;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/**
 * A workspace did not do what it was asked. The message names the call and the next step, never
 * what was sent.
 */
public final class ApiException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final ApiProblem problem;
  private final int status;
  private final boolean lasting;

  ApiException(Effect effect, ApiProblem problem, int status, String message, Throwable cause) {
    this(effect, problem, status, message, cause, false);
  }

  private ApiException(
      Effect effect,
      ApiProblem problem,
      int status,
      String message,
      Throwable cause,
      boolean lasting) {
    super(effect, message, cause);
    this.problem = problem;
    this.status = status;
    this.lasting = lasting;
  }

  /**
   * A workspace that gave no answer.
   *
   * @param lasting whether it was asked again and again; one lost connection says little
   */
  static ApiException silent(Effect effect, String message, Throwable cause, boolean lasting) {
    return new ApiException(effect, ApiProblem.UNAVAILABLE, 0, message, cause, lasting);
  }

  /** A cluster of a workspace did not do what it was asked. */
  public static ApiException ofCluster(String message) {
    return new ApiException(Effect.NONE_DO_NOT_RETRY, ApiProblem.CLUSTER, 200, message, null);
  }

  /** What is needed to make an object is not known to anybody but its owner. */
  public static ApiException cannotBeMade(String message) {
    return new ApiException(Effect.NONE_DO_NOT_RETRY, ApiProblem.REFUSED, 0, message, null);
  }

  /** An object changed between two requests that belong together. */
  public static ApiException changed(String message) {
    return new ApiException(Effect.NONE_MAY_RETRY, ApiProblem.CHANGED, 200, message, null);
  }

  public ApiProblem problem() {
    return problem;
  }

  /** The HTTP status, or 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** Whether no further call to this workspace will work. */
  public boolean endsTheRun() {
    return problem == ApiProblem.UNAUTHENTICATED || lasting;
  }
}
