package io.twinlake.jobs.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A stand-in for a service's REST interface: for each method and path a list of answers, the last
 * of which stays. It remembers what it was asked; {@code @NAME@} in an answer is the name that was
 * sent last.
 */
final class ScriptedService implements AutoCloseable {
  /** Takes the request and never answers it. */
  static final Answer LOST = new Answer(0, "");

  /** What a request gets. */
  record Answer(int status, String body) {}

  /** What was asked. */
  record Asked(String request, String body, String authorization) {}

  private static final Pattern NAME = Pattern.compile("\"name\": ?\"");

  private final HttpServer server;
  private final Map<String, Iterator<Answer>> scripts = new LinkedHashMap<>();
  private final Map<String, Answer> last = new LinkedHashMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private String name = "";
  private final CountDownLatch watched = new CountDownLatch(3);

  ScriptedService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  static Answer ok(String body) {
    return new Answer(200, body.replace('\'', '"'));
  }

  /** {@code request} is a method and a path, without a query. */
  ScriptedService on(String request, Answer... answers) {
    scripts.put(request, List.of(answers).iterator());
    return this;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  List<String> requests() {
    return asked().stream().map(Asked::request).toList();
  }

  Asked first(String request) {
    return asked().stream().filter(a -> a.request().equals(request)).findFirst().orElseThrow();
  }

  /** Waits until somebody has asked a few times. */
  void awaitWatcher() throws InterruptedException {
    if (!watched.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("Nobody asks: " + requests());
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Answer answer;
    synchronized (this) {
      if (NAME.matcher(body).find()) {
        name = body.replaceAll("(?s).*\"name\": ?\"([^\"]*)\".*", "$1");
      }
      asked.add(new Asked(request, body, exchange.getRequestHeaders().getFirst("Authorization")));
      Iterator<Answer> script = scripts.getOrDefault(request, List.<Answer>of().iterator());
      if (script.hasNext()) {
        last.put(request, script.next());
      }
      answer = last.getOrDefault(request, new Answer(404, "{\"msg\":\"not found\"}"));
    }
    watched.countDown();
    if (answer.equals(LOST)) {
      exchange.close();
      return;
    }
    byte[] bytes = answer.body().replace("@NAME@", name).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
