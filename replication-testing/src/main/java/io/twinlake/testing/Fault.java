package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What can go wrong between a client and a storage service, for {@link FaultProxy} to inject.
 *
 * <p>A fault "before" never reaches the service. A fault "after" lets the service carry the request
 * out, and only then spoils the answer: the outcome is unknown to the client. Answers carry the
 * status, the {@code x-ms-error-code} and the XML that the service itself would send.
 *
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes">Error
 *     codes</a>
 */
public final class Fault {
  /** How a fault acts on one exchange. */
  @FunctionalInterface
  interface Effect {
    /**
     * @param injected to be run once the fault has really happened
     * @return whether the request is still to be passed on to the service
     */
    boolean on(HttpServerExchange exchange, FaultProxy proxy, Runnable injected) throws Exception;
  }

  private static final Duration AWAY = Duration.ofMillis(100);

  private final String name;
  private final boolean onContent;
  private final Effect effect;

  private Fault(String name, boolean onContent, Effect effect) {
    this.name = name;
    this.onContent = onContent;
    this.effect = effect;
  }

  static Fault of(String name, Effect effect) {
    return new Fault(name, false, effect);
  }

  /** Its name in {@link FaultProxy#injected()}. */
  public String name() {
    return name;
  }

  /** Whether it needs a request that carries content. */
  boolean onContent() {
    return onContent;
  }

  Effect effect() {
    return effect;
  }

  /** The connection is lost, and for a moment (100 ms) nobody listens on the port at all. */
  public static Fault refuseConnection() {
    return of(
        "connection refused",
        (exchange, proxy, injected) -> {
          proxy.away(AWAY);
          return lost(exchange, injected);
        });
  }

  /** The connection is reset before the service sees the request. */
  public static Fault resetBefore() {
    return of("reset before the effect", (exchange, proxy, injected) -> lost(exchange, injected));
  }

  private static boolean lost(HttpServerExchange exchange, Runnable injected) {
    injected.run();
    FaultConnections.reset(exchange);
    return false;
  }

  /** The service has done it; the connection is reset instead of the answer. */
  public static Fault resetAfter() {
    return of(
        "reset after the effect",
        (exchange, proxy, injected) -> {
          FaultSinks.atTheAnswer(
              exchange,
              () -> {
                injected.run();
                FaultConnections.reset(exchange);
              });
          return true;
        });
  }

  /** The connection ends after {@code bytes} of the answer's content, at least 1. */
  public static Fault cutResponse(long bytes) {
    return of(
        "response cut short",
        (exchange, proxy, injected) -> {
          FaultSinks.cut(exchange, bytes, injected);
          return true;
        });
  }

  /** The connection is reset after {@code bytes} of the request's content have been passed on. */
  public static Fault cutRequest(long bytes) {
    return new Fault(
        "request cut short",
        true,
        (exchange, proxy, injected) -> {
          FaultSources.cut(exchange, bytes, injected);
          return true;
        });
  }

  /** One bit of the byte at {@code offset} of the answer's content is turned. */
  public static Fault flipResponse(long offset) {
    return of(
        "bit flipped in a response",
        (exchange, proxy, injected) -> {
          FaultSinks.flip(exchange, offset, injected);
          return true;
        });
  }

  /** One bit of the byte at {@code offset} of the request's content is turned. */
  public static Fault flipRequest(long offset) {
    return new Fault(
        "bit flipped in a request",
        true,
        (exchange, proxy, injected) -> {
          FaultSources.flip(exchange, offset, injected);
          return true;
        });
  }

  /** The request waits before it is passed on. */
  public static Fault delay(Duration wait) {
    return of(
        "delayed",
        (exchange, proxy, injected) -> {
          injected.run();
          exchange.dispatch(
              task ->
                  exchange.getIoThread().executeAfter(task, wait.toMillis(), TimeUnit.MILLISECONDS),
              proxy.service());
          return false;
        });
  }

  /** Answers in the service's place, with the error's XML. */
  public static Fault answer(int status, String code, String... headers) {
    return answer("%d %s".formatted(status, code), status, error(code), with(code, headers));
  }

  /** Answers in the service's place with any content. */
  public static Fault answer(String name, int status, String content, Map<String, String> headers) {
    return of(
        name,
        (exchange, proxy, injected) -> {
          injected.run();
          exchange.setStatusCode(status);
          headers.forEach((k, v) -> exchange.getResponseHeaders().put(new HttpString(k), v));
          if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
          } else {
            exchange.getResponseSender().send(content, UTF_8);
          }
          return false;
        });
  }

  /** The service has done it, and answers with this error all the same. */
  public static Fault answerAfter(int status, String code, String... headers) {
    return of(
        "%d %s after the effect".formatted(status, code),
        (exchange, proxy, injected) -> {
          FaultSinks.replace(exchange, status, with(code, headers), injected);
          return true;
        });
  }

  /** The service's own answer with another content, of the length that the new content has. */
  public static Fault rewriteResponse(String name, UnaryOperator<String> rewrite) {
    return of(
        name,
        (exchange, proxy, injected) -> {
          FaultSinks.rewrite(exchange, rewrite, injected);
          return true;
        });
  }

  /** 403: the identity may not. */
  public static Fault forbidden() {
    return answer(403, "AuthorizationPermissionMismatch");
  }

  /** 404, as for a container that is gone. */
  public static Fault containerNotFound() {
    return answer(404, "ContainerNotFound");
  }

  /** 412: another version is there. */
  public static Fault conditionNotMet() {
    return answer(412, "ConditionNotMet");
  }

  /** 500 before anything was done, which nobody can know. */
  public static Fault internalError() {
    return answer(500, "InternalError");
  }

  /** 500 after all was done. */
  public static Fault timedOutAfter() {
    return answerAfter(500, "OperationTimedOut");
  }

  /** 503, with the wait that the service asks for, if any. */
  public static Fault busy(Optional<Duration> retryAfter) {
    return throttled(503, "ServerBusy", retryAfter);
  }

  /** 429, with the wait that the service asks for, if any. */
  public static Fault tooManyRequests(Optional<Duration> retryAfter) {
    return throttled(429, "TooManyRequests", retryAfter);
  }

  /** {@code Retry-After} has whole seconds; Azure sends shorter ones beside it. */
  private static Fault throttled(int status, String code, Optional<Duration> retryAfter) {
    if (retryAfter.isEmpty()) {
      return answer(status, code);
    }
    Map<String, String> headers =
        with(
            code,
            "Retry-After",
            Long.toString(retryAfter.get().plusMillis(999).toSeconds()),
            "x-ms-retry-after-ms",
            Long.toString(retryAfter.get().toMillis()));
    return answer("%d with Retry-After".formatted(status), status, error(code), headers);
  }

  /** 401, as for a bearer token whose time is over. */
  public static Fault expiredToken() {
    return answer(
        401,
        "InvalidAuthenticationInfo",
        "WWW-Authenticate",
        "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize"
            + " resource_id=https://storage.azure.com");
  }

  /** 403, as for a shared access signature whose time is over. */
  public static Fault expiredSignature() {
    return answer(403, "AuthenticationFailed");
  }

  /** 403 or another status of a copy whose source could not be read, as the service tells it. */
  public static Fault copySource(int status, int sourceStatus, String sourceCode) {
    return answer(
        status,
        "CannotVerifyCopySource",
        "x-ms-copy-source-status-code",
        Integer.toString(sourceStatus),
        "x-ms-copy-source-error-code",
        sourceCode);
  }

  private static Map<String, String> with(String code, String... headers) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("x-ms-error-code", code);
    all.put("x-ms-request-id", "fault-proxy");
    all.put("Content-Type", "application/xml");
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return all;
  }

  private static String error(String code) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code><Message>Injected.</Message></Error>"
        .formatted(code);
  }

  @Override
  public String toString() {
    return name;
  }
}
