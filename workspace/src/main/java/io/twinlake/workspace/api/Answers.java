package io.twinlake.workspace.api;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.error.ApiErrors;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.time.Duration;

/**
 * Lets good answers through and throws the others with what the SDK understands of them, and with
 * the wait that the workspace asked for, which the SDK keeps to itself.
 */
final class Answers implements HttpClient {
  private static final String WORKSPACE = "X-Databricks-Org-Id";

  private final HttpClient http;
  private volatile String workspace = "";

  Answers(HttpClient http) {
    this.http = http;
  }

  @Override
  public Response execute(Request request) throws IOException {
    Response response;
    try {
      response = http.execute(request);
    } catch (IOException e) {
      throw new NoAnswer(e);
    }
    String from = response.getFirstHeader(WORKSPACE);
    workspace = from == null ? workspace : from;
    if (response.getStatusCode() >= 200 && response.getStatusCode() < 300) {
      return response;
    }
    Duration wait =
        ApiClient.getBackoffFromRetryAfterHeader(response)
            .map(Duration::ofMillis)
            .orElse(Duration.ZERO);
    throw new BadAnswer(ApiErrors.getDatabricksError(response), response.getStatusCode(), wait);
  }

  /** The id of the workspace that answered last; empty if it did not say. */
  String workspace() {
    return workspace;
  }

  /** The request may have had its effect, or not. */
  static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(IOException cause) {
      super(cause);
    }
  }

  /** The workspace answered with an error. */
  static final class BadAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DatabricksError error;
    private final int status;
    private final transient Duration wait;

    BadAnswer(DatabricksError error, int status, Duration wait) {
      super(error);
      this.error = error;
      this.status = status;
      this.wait = wait;
    }

    DatabricksError error() {
      return error;
    }

    int status() {
      return status;
    }

    /** How long the workspace asks to be left alone; zero where it does not say. */
    Duration retryAfter() {
      return wait;
    }
  }
}
