package io.twinlake.workspace.api;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.http.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.Effect;
import io.twinlake.workspace.model.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * One workspace's interface. Payloads are raw JSON, so that fields the SDK does not know survive.
 * The SDK authenticates and sends; pace, retries and the question whether a failed write may have
 * happened are decided here, because the SDK retries too little for reads and too much for creates.
 * Safe for use by many threads.
 */
public final class Api {
  private static final int ATTEMPTS = 6;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** Workspaces were seen to refuse more than twenty requests at once. */
  static final int IN_FLIGHT = 16;

  private final String name;
  private final ApiClient client;
  private final Supplier<String> workspace;
  private final Waiting waiting;
  private final Map<Limit, Pace> paces = new EnumMap<>(Limit.class);
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();

  /**
   * @param workspace its id, as far as an answer told it
   */
  Api(
      String name,
      ApiClient client,
      Supplier<String> workspace,
      Map<Limit, Double> limits,
      Waiting waiting) {
    this.name = name;
    this.client = client;
    this.workspace = workspace;
    this.waiting = waiting;
    for (Limit limit : Limit.values()) {
      paces.put(limit, new Pace(limits.getOrDefault(limit, limit.perSecond()), waiting));
    }
  }

  /** How messages name the workspace. */
  public String name() {
    return name;
  }

  /** What Databricks calls it, a number, if it answered once and said so. */
  public Optional<String> workspaceId() {
    return Optional.of(workspace.get()).filter(id -> !id.isEmpty() && !id.equals("0"));
  }

  /** Requests that changed nothing, so far. */
  public long reads() {
    return reads.sum();
  }

  /** Requests that may have changed something, so far. */
  public long writes() {
    return writes.sum();
  }

  public Waiting waiting() {
    return waiting;
  }

  /** Reads. Repeated on every failure that may pass. */
  public ObjectNode get(String path, Map<String, ?> query) {
    return Tree.parse(call(new Call("GET", path, query, new byte[0], "", Repeat.ALWAYS)), path);
  }

  /** Reads bytes that are not JSON. */
  public byte[] download(String path, Map<String, ?> query) {
    return call(new Call("GET", path, query, new byte[0], "*/*", Repeat.ALWAYS));
  }

  /**
   * Makes something that would be made twice by a second call. Repeated only where the workspace
   * says that nothing happened.
   *
   * @throws ApiException with {@link Effect#UNKNOWN} when nobody knows; look before calling again
   */
  public ObjectNode create(String path, JsonNode body) {
    return write("POST", path, body, Repeat.IF_REFUSED);
  }

  /** Sets a value. A second call changes nothing more, so it is repeated like a read. */
  public ObjectNode set(String method, String path, JsonNode body) {
    return write(method, path, body, Repeat.ALWAYS);
  }

  private ObjectNode write(String method, String path, JsonNode body, Repeat repeat) {
    byte[] sent = Tree.text(body).getBytes(StandardCharsets.UTF_8);
    writes.increment();
    return Tree.parse(call(new Call(method, path, Map.of(), sent, "", repeat)), path);
  }

  /** Puts bytes as they are, replacing what is there. */
  public ObjectNode upload(String method, String path, Map<String, ?> query, byte[] content) {
    writes.increment();
    return Tree.parse(call(new Call(method, path, query, content, "raw", Repeat.ALWAYS)), path);
  }

  /** Removes. Removing what is already gone is a success. */
  public void delete(String method, String path, JsonNode body) {
    byte[] sent = Tree.text(body).getBytes(StandardCharsets.UTF_8);
    writes.increment();
    try {
      call(new Call(method, path, Map.of(), sent, "", Repeat.ALWAYS));
    } catch (ApiException e) {
      if (e.problem() != ApiProblem.NOT_FOUND) {
        throw e;
      }
    }
  }

  private enum Repeat {
    /** Also when nobody knows whether it happened. */
    ALWAYS,
    /** Only when the workspace said that it did not happen. */
    IF_REFUSED
  }

  private record Call(
      String method, String path, Map<String, ?> query, byte[] body, String accept, Repeat repeat) {
    /**
     * The SDK decodes the path of a request that has query parameters of its own, so that {@code
     * %23} would begin a fragment: they are written into the address here.
     */
    private String address() {
      StringBuilder address = new StringBuilder(path);
      char sign = path.indexOf('?') < 0 ? '?' : '&';
      for (Map.Entry<String, ?> parameter : query.entrySet()) {
        address.append(sign).append(encoded(parameter.getKey())).append('=');
        address.append(encoded(parameter.getValue().toString()));
        sign = '&';
      }
      return address.toString();
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Request request() {
      String address = address();
      Request request =
          method.equals("GET") || method.equals("DELETE") && body.length <= 2
              ? new Request(method, address)
              : accept.equals("raw")
                  ? new Request(method, address, new ByteArrayInputStream(body))
                  : new Request(method, address, new String(body, StandardCharsets.UTF_8));
      request.withHeader("Accept", accept.equals("*/*") ? "*/*" : "application/json");
      if (!method.equals("GET")) {
        request.withHeader(
            "Content-Type", accept.equals("raw") ? "application/octet-stream" : "application/json");
      }
      return request;
    }

    boolean isRead() {
      return method.equals("GET");
    }
  }

  private byte[] call(Call call) {
    if (call.isRead()) {
      reads.increment();
    }
    Pace pace = paces.get(Limit.of(call.method(), call.path()));
    boolean mayHaveHappened = false;
    for (int attempt = 1; ; attempt++) {
      pace.await();
      Duration wait = backoff(attempt);
      try {
        byte[] answer = once(call);
        pace.passed();
        return answer;
      } catch (Answers.BadAnswer e) {
        boolean throttled = e.status() == 429;
        if (throttled) {
          pace.throttled();
        }
        boolean passing = throttled || e.status() >= 500 && e.status() != 501;
        mayHaveHappened |= passing && !throttled;
        boolean repeat = throttled || passing && (call.isRead() || call.repeat() == Repeat.ALWAYS);
        Duration asked = e.retryAfter();
        wait = asked.compareTo(wait) > 0 ? asked : wait;
        if (!repeat || attempt == ATTEMPTS || asked.compareTo(LONGEST_WAIT) > 0) {
          throw Failed.of(
              name, call.method() + " " + call.path(), e, unknown(call, mayHaveHappened));
        }
      } catch (Answers.NoAnswer e) {
        mayHaveHappened = true;
        if (attempt == ATTEMPTS || !call.isRead() && call.repeat() == Repeat.IF_REFUSED) {
          throw Failed.silent(
              name, call.method() + " " + call.path(), e, unknown(call, true), attempt == ATTEMPTS);
        }
      }
      waiting.sleep(wait);
    }
  }

  private static boolean unknown(Call call, boolean mayHaveHappened) {
    return mayHaveHappened && !call.isRead();
  }

  private byte[] once(Call call) {
    inFlight.acquireUninterruptibly();
    try (InputStream answer = client.execute(call.request(), InputStream.class)) {
      return answer == null ? new byte[0] : answer.readAllBytes();
    } catch (IOException e) {
      throw new Answers.NoAnswer(e);
    } catch (UncheckedIOException e) {
      throw new Answers.NoAnswer(e.getCause());
    } catch (Answers.BadAnswer | Answers.NoAnswer | ApiException e) {
      throw e;
    } catch (DatabricksException e) {
      throw Failed.login(name, e);
    } finally {
      inFlight.release();
    }
  }

  private static Duration backoff(int attempt) {
    long millis = Math.min(30_000, 250L << attempt);
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
