package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Databricks workspace on this machine. It keeps state, refuses what a real one refuses as far as
 * that is known, answers in small pages, and can be told to fail. Not a real workspace: where the
 * two differ, the real one is right.
 */
public final class FakeWorkspace implements AutoCloseable {
  static {
    // Without it each answer waits 40 ms for the acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What was asked and answered, for checks of the contract. */
  public interface Observer {
    void exchange(String method, String path, ObjectNode request, int status, ObjectNode answer);
  }

  private record Meeting(Fault fault, AtomicInteger seen) {}

  private final String token;
  private final FakeState state;
  private final HttpServer server;
  private final ExecutorService threads;
  private final List<String> writes = Collections.synchronizedList(new ArrayList<>());
  private final List<Meeting> faults = new CopyOnWriteArrayList<>();
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private final AtomicLong reads = new AtomicLong();
  private volatile int latencyMillis;

  private FakeWorkspace(String name, FakeState state, int port) throws IOException {
    this.token = "dapi-fake-" + name;
    this.state = state;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "fake-workspace-" + name);
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Starts a workspace with nothing but its administrator in it. */
  public static FakeWorkspace start(String name) {
    return start(name, 0);
  }

  /** The same on a port. */
  public static FakeWorkspace start(String name, int port) {
    try {
      return new FakeWorkspace(name, new FakeState(name), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What Databricks calls it: a number, in a header of each answer. */
  public String workspaceId() {
    return state.workspaceId();
  }

  /** Lets one in. Without a value outside of this machine. */
  public String token() {
    return token;
  }

  /** A section of a {@code .databrickscfg}. */
  public String profile(String name) {
    return "[%s]%nhost = %s%ntoken = %s%n".formatted(name, host(), token);
  }

  /** Each answer takes this long. */
  public FakeWorkspace latency(int millis) {
    latencyMillis = millis;
    return this;
  }

  /** How many rows or tasks are on one page at most; 2 unless told. */
  public FakeWorkspace pageSize(int rows) {
    state.pageSize(rows);
    return this;
  }

  /** What is made from now on is missing in this many listings of its type before it is seen. */
  public FakeWorkspace lag(int listings) {
    state.lag(listings);
    return this;
  }

  /** Which node types and runtimes the region has. */
  public FakeWorkspace region(List<String> nodeTypes, List<String> sparkVersions) {
    state.region(nodeTypes, sparkVersions);
    return this;
  }

  /** Whether it takes Key Vault scopes from the test's identity. */
  public FakeWorkspace keyVaults(boolean allowed) {
    state.keyVaults(allowed);
    return this;
  }

  /** Mounts of DBFS, as somebody who is not Twinlake makes them: source by mount point. */
  public Map<String, String> mounts() {
    return state.runs().mounts();
  }

  /** Runs of the job of this name do not end well from now on. */
  public FakeWorkspace failingRuns(String job) {
    state.runs().failing(job);
    return this;
  }

  /** Something that goes wrong from now on. */
  public FakeWorkspace fail(Fault fault) {
    faults.add(new Meeting(fault, new AtomicInteger()));
    return this;
  }

  public FakeWorkspace failNoMore() {
    faults.clear();
    return this;
  }

  public FakeWorkspace observe(Observer observer) {
    observers.add(observer);
    return this;
  }

  /** Requests that changed something, in their order: method and path, and of whom. */
  public List<String> writes() {
    synchronized (writes) {
      return List.copyOf(writes);
    }
  }

  public long reads() {
    return reads.get();
  }

  public FakeWorkspace forgetWrites() {
    writes.clear();
    reads.set(0);
    return this;
  }

  /** Does what a request would do, without one; for filling a workspace and for looking into it. */
  public ObjectNode call(String method, String path, Object... namesAndValues) {
    return call(method, path, FakeJson.of(namesAndValues));
  }

  /** The same with a body. */
  public ObjectNode call(String method, String path, ObjectNode body) {
    int query = path.indexOf('?');
    String where = query < 0 ? path : path.substring(0, query);
    Map<String, String> asked = query < 0 ? Map.of() : query(path.substring(query + 1));
    synchronized (state) {
      return state.answer(
          new FakeCall(method, where, asked, FakeJson.bytes(body), body.deepCopy()));
    }
  }

  /** The same with bytes. */
  public ObjectNode upload(String path, byte[] content) {
    String method = path.startsWith("/api/2.0/fs/") ? "PUT" : "POST";
    synchronized (state) {
      return state.answer(
          new FakeCall(method, path, Map.of("overwrite", "true"), content, FakeJson.object()));
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("X-Databricks-Org-Id", workspaceId());
    byte[] raw = exchange.getRequestBody().readAllBytes();
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    if (latencyMillis > 0) {
      try {
        Thread.sleep(latencyMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (path.startsWith("/.well-known/") || path.startsWith("/oidc/")) {
      send(exchange, 200, FakeJson.of("oidc_endpoint", host() + "/oidc"));
      return;
    }
    if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 403, error("PERMISSION_DENIED", "Invalid access token."));
      return;
    }
    Fault fault = fault(method, path);
    if (fault != null && !fault.afterEffect()) {
      broken(exchange, fault);
      return;
    }
    boolean write = FakeState.isWrite(method, path);
    boolean bytes = path.contains("/import-file/") || path.startsWith("/api/2.0/fs/files/");
    ObjectNode request = bytes ? FakeJson.object() : FakeJson.parse(raw);
    FakeCall call =
        new FakeCall(
            method,
            URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8),
            query(exchange.getRequestURI().getRawQuery()),
            raw,
            request);
    int status = 200;
    ObjectNode answer;
    try {
      synchronized (state) {
        answer = state.answer(call);
      }
    } catch (FakeError e) {
      status = e.status();
      answer = path.contains("/scim/") ? scimError(e) : error(e.code(), e.getMessage());
    }
    if (write && status == 200) {
      writes.add(method + " " + path + " " + FakeState.whom(call));
    } else if (!write) {
      reads.incrementAndGet();
    }
    for (Observer observer : observers) {
      observer.exchange(method, path, request.deepCopy(), status, answer);
    }
    if (fault != null) {
      broken(exchange, fault);
      return;
    }
    if (status == 200 && answer.has(FakeState.RAW)) {
      sendBytes(exchange, answer.path(FakeState.RAW));
      return;
    }
    send(exchange, status, answer);
  }

  private Fault fault(String method, String path) {
    for (Meeting meeting : faults) {
      if (meeting.fault().which().test(method, path)) {
        int seen = meeting.seen().getAndIncrement();
        if (seen >= meeting.fault().skip()
            && seen < meeting.fault().skip() + meeting.fault().times()) {
          return meeting.fault();
        }
      }
    }
    return null;
  }

  private static void broken(HttpExchange exchange, Fault fault) throws IOException {
    if (fault.what() == Fault.What.RESET) {
      exchange.close();
      return;
    }
    if (fault.retryAfterSeconds() >= 0) {
      exchange.getResponseHeaders().set("Retry-After", "" + fault.retryAfterSeconds());
    }
    String message =
        fault.what() == Fault.What.TOKEN_ENDED ? "Invalid access token." : "As the test asked.";
    send(exchange, fault.what().status(), error(fault.what().code(), message));
  }

  private static ObjectNode error(String code, String message) {
    return FakeJson.of("error_code", code, "message", message);
  }

  private static ObjectNode scimError(FakeError e) {
    return FakeJson.of(
        "schemas",
        List.of("urn:ietf:params:scim:api:messages:2.0:Error"),
        "detail",
        e.getMessage(),
        "status",
        "" + e.status());
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    if (text != null && !text.isEmpty()) {
      for (String pair : text.split("&")) {
        int at = pair.indexOf('=');
        query.put(
            URLDecoder.decode(at < 0 ? pair : pair.substring(0, at), StandardCharsets.UTF_8),
            at < 0 ? "" : URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static void send(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    byte[] bytes = FakeJson.bytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void sendBytes(HttpExchange exchange, JsonNode content) throws IOException {
    byte[] bytes = content.binaryValue();
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
