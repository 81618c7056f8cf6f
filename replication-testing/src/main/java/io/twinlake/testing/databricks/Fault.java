package io.twinlake.testing.databricks;

import java.util.function.BiPredicate;

/**
 * Something that goes wrong with requests.
 *
 * @param which method and path of the requests that it meets
 * @param skip how many of them pass before
 * @param times how many it meets; then it is over
 * @param what happens
 * @param afterEffect whether the request has its effect all the same
 * @param retryAfterSeconds what the answer asks for; none if negative
 */
public record Fault(
    BiPredicate<String, String> which,
    int skip,
    int times,
    What what,
    boolean afterEffect,
    int retryAfterSeconds) {
  /** What happens to a request. */
  public enum What {
    STATUS_403(403, "PERMISSION_DENIED"),
    STATUS_429(429, "REQUEST_LIMIT_EXCEEDED"),
    STATUS_500(500, "INTERNAL_ERROR"),
    STATUS_503(503, "TEMPORARILY_UNAVAILABLE"),
    STATUS_504(504, "DEADLINE_EXCEEDED"),
    /** The workspace's tier does not have it. */
    NOT_IN_TIER(400, "FEATURE_DISABLED"),
    /** The token has ended. */
    TOKEN_ENDED(403, "PERMISSION_DENIED"),
    /** The connection is closed without an answer. */
    RESET(0, "");

    private final int status;
    private final String code;

    What(int status, String code) {
      this.status = status;
      this.code = code;
    }

    int status() {
      return status;
    }

    String code() {
      return code;
    }
  }

  /** Meets the first {@code times} requests of that method whose path begins so. */
  public static Fault on(String method, String path, int times, What what) {
    return new Fault((m, p) -> m.equals(method) && p.startsWith(path), 0, times, what, false, -1);
  }

  /** The same, but the request has its effect before. */
  public Fault afterTheEffect() {
    return new Fault(which, skip, times, what, true, retryAfterSeconds);
  }

  /** The same, with a wait that the answer asks for. */
  public Fault askingFor(int seconds) {
    return new Fault(which, skip, times, what, afterEffect, seconds);
  }

  /** The same, once {@code requests} have passed. */
  public Fault after(int requests) {
    return new Fault(which, requests, times, what, afterEffect, retryAfterSeconds);
  }
}
