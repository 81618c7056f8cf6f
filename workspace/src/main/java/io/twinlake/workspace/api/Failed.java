package io.twinlake.workspace.api;

import com.databricks.sdk.core.DatabricksError;
import io.twinlake.core.Effect;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells a workspace's errors apart; they say the same thing in several wordings. */
final class Failed {
  /** How workspaces of a lower tier, or of another region, say that they lack something. */
  private static final Pattern NOT_AVAILABLE =
      Pattern.compile(
          "feature_disabled|feature_not_enabled|endpoint_not_found|not_implemented"
              + "|not (?:available|enabled|supported) (?:in|for|on) (?:this|your) (?:pricing )?(?:tier|sku|workspace|region)");

  private Failed() {}

  static ApiException of(String workspace, String call, Answers.BadAnswer bad, boolean unknown) {
    DatabricksError error = bad.error();
    ApiProblem problem = problem(bad.status(), error.getErrorCode(), error.getMessage());
    return new ApiException(
        effect(problem, unknown),
        problem,
        bad.status(),
        "Workspace %s answered %d %s to %s: %s. %s"
            .formatted(
                workspace,
                bad.status(),
                error.getErrorCode() == null ? "" : error.getErrorCode(),
                call,
                shortened(error.getMessage()),
                next(problem, unknown)),
        null);
  }

  static ApiException silent(
      String workspace, String call, Answers.NoAnswer e, boolean unknown, boolean lasting) {
    return ApiException.silent(
        unknown ? Effect.UNKNOWN : Effect.NONE_MAY_RETRY,
        "Workspace %s did not answer %s (%s). %s"
            .formatted(
                workspace,
                call,
                e.getCause().getClass().getSimpleName(),
                next(ApiProblem.UNAVAILABLE, unknown)),
        e.getCause(),
        lasting);
  }

  static ApiException login(String workspace, RuntimeException e) {
    return new ApiException(
        Effect.NONE_DO_NOT_RETRY,
        ApiProblem.UNAUTHENTICATED,
        0,
        "Cannot log in to workspace %s: %s. Check its profile in .databrickscfg, or the environment that the SDK reads."
            .formatted(workspace, shortened(e.getMessage())),
        null);
  }

  private static Effect effect(ApiProblem problem, boolean unknown) {
    if (unknown) {
      return Effect.UNKNOWN;
    }
    return problem == ApiProblem.THROTTLED || problem == ApiProblem.UNAVAILABLE
        ? Effect.NONE_MAY_RETRY
        : Effect.NONE_DO_NOT_RETRY;
  }

  private static String next(ApiProblem problem, boolean unknown) {
    if (unknown) {
      return "It may have happened; it is looked up before it is repeated.";
    }
    return switch (problem) {
      case NOT_FOUND -> "It may have been removed meanwhile.";
      case EXISTS -> "Something of that name is there.";
      case DENIED -> "Give the identity the right, or leave the object out.";
      case UNAUTHENTICATED -> "Renew the credential of its profile and run again.";
      case THROTTLED -> "Lower its workspace.limits, or run again later.";
      case UNAVAILABLE -> "Run again when it is back.";
      case TOO_LARGE -> "It is larger than the interface takes; move it another way.";
      case CLUSTER -> "Look at the cluster.";
      case CHANGED -> "Run again.";
      case NOT_AVAILABLE ->
          "This workspace does not have it; leave the type out with workspace.exclude, or raise its tier.";
      case REFUSED -> "Nothing was changed by this call.";
    };
  }

  /** The message and code decide where the status does not; wordings seen in several tools. */
  static ApiProblem problem(int status, String code, String message) {
    String said = ((code == null ? "" : code) + " " + message).toLowerCase(Locale.ROOT);
    if (said.contains("max_notebook_size")
        || said.contains("size exceed")
        || said.contains("exceeded limit")
        || said.contains("file size imported is")
        || said.contains("max_block_size")
        || status == 413) {
      return ApiProblem.TOO_LARGE;
    }
    if (NOT_AVAILABLE.matcher(said).find()) {
      return ApiProblem.NOT_AVAILABLE;
    }
    if (status == 404 || said.contains("does_not_exist") || said.contains("not_found")) {
      return ApiProblem.NOT_FOUND;
    }
    if (status == 409 || said.contains("already_exists") || said.contains("already exists")) {
      return ApiProblem.EXISTS;
    }
    return switch (status) {
      case 401 -> ApiProblem.UNAUTHENTICATED;
      case 403 ->
          said.contains("invalid access token") || said.contains("token expired")
              ? ApiProblem.UNAUTHENTICATED
              : ApiProblem.DENIED;
      case 429 -> ApiProblem.THROTTLED;
      case 500, 502, 503, 504 -> ApiProblem.UNAVAILABLE;
      default -> said.contains("does not exist") ? ApiProblem.NOT_FOUND : ApiProblem.REFUSED;
    };
  }

  private static String shortened(String message) {
    String line = message == null ? "no message" : message.lines().findFirst().orElse("");
    String cut = line.length() > 300 ? line.substring(0, 300) + "..." : line;
    return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
  }
}
