package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.server.handlers.proxy.SimpleProxyClientProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * Stands between a client and Azurite, and passes requests and answers on as they are, paths and
 * {@code Host} to the letter, so that signatures still match. On the way it injects faults, at an
 * exact request or at a rate, or lets a test act at a chosen moment: when the n-th request of a
 * kind has come but has not reached the service, or when the service has carried it out but the
 * client does not know yet.
 *
 * <pre>{@code
 * proxy.when(Requests.list()).nth(2).inject(Fault.cutResponse(100));
 * proxy.when(Requests.any()).atRate(0.05, seed).inject(Fault.resetAfter(), Fault.internalError());
 * proxy.before(Requests.comp("blocklist"), 1, request -> kill());
 * }</pre>
 *
 * <p>Every rule sees every request, in the order in which they were made, until one of them keeps
 * the request from the service.
 */
public final class FaultProxy implements AutoCloseable {

  /** What happens to a request, or to its answer, once the test has acted. */
  public enum Then {
    /** It is passed on. */
    PASS,
    /** It is lost, and the connection reset. */
    LOSE
  }

  /**
   * What a test does at the moment it chose. Acts upon an answer hold up other connections, and so
   * send nothing by way of this proxy.
   */
  @FunctionalInterface
  public interface Act {
    Then on(AzuriteRequest request) throws Exception;
  }

  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("io.undertow"), Logger.getLogger("org.xnio"));

  static {
    // Broken connections are what it is for; Undertow would write a stack trace for each.
    System.setProperty("org.jboss.logging.provider", "jdk");
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** Enough for acts that take long, and whole runs within them. */
  private static final int THREADS = 64;

  private final Azurite azurite;
  private final XnioWorker worker;
  private final HttpHandler service;
  private final List<FaultMoment> moments = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> injected = new ConcurrentSkipListMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final int port;
  private Undertow server;
  private boolean closed;

  private FaultProxy(Azurite azurite) {
    this.azurite = azurite;
    this.service =
        ProxyHandler.builder()
            .setProxyClient(
                new SimpleProxyClientProvider(URI.create("http://" + azurite.endpoint())))
            .build();
    try {
      this.worker =
          Xnio.getInstance()
              .createWorker(
                  OptionMap.builder()
                      .set(Options.WORKER_NAME, "fault-proxy")
                      .set(Options.WORKER_IO_THREADS, 8)
                      .set(Options.WORKER_TASK_CORE_THREADS, THREADS)
                      .set(Options.WORKER_TASK_MAX_THREADS, THREADS)
                      .set(Options.THREAD_DAEMON, true)
                      .getMap());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server = listen(0);
    this.port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** A proxy of {@code azurite} on a port of its own. */
  public static FaultProxy of(Azurite azurite) {
    return new FaultProxy(azurite);
  }

  private Undertow listen(int at) {
    Undertow listening =
        Undertow.builder()
            .setWorker(worker)
            .addHttpListener(at, "127.0.0.1")
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.ALLOW_ENCODED_SLASH, true)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setHandler(this::handle)
            .build();
    listening.start();
    return listening;
  }

  /** The settings of {@link Azurite#hadoop}, by way of this proxy. */
  public Map<String, String> hadoop() {
    Map<String, String> settings = new TreeMap<>(azurite.hadoop());
    settings.put("fs.azure.abfs.endpoint", endpoint());
    return settings;
  }

  /** Host and port, as {@code fs.azure.abfs.endpoint} wants them. */
  public String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** How many requests have come. */
  public long requests() {
    return requests.get();
  }

  /** How many faults have happened, by their names. */
  public SortedMap<String, Long> injected() {
    SortedMap<String, Long> counts = new TreeMap<>();
    injected.forEach((name, count) -> counts.put(name, count.get()));
    return counts;
  }

  /** Begins a rule for requests of a kind. */
  public FaultRule when(Predicate<AzuriteRequest> which) {
    return new FaultRule(this, which);
  }

  /** Acts when the {@code nth} request of a kind has come, before the service sees it. */
  public FaultMoment before(Predicate<AzuriteRequest> which, int nth, Act act) {
    return when(which)
        .nth(nth)
        .inject(
            acting(
                (exchange, request) -> {
                  if (act.on(request) == Then.PASS) {
                    return true;
                  }
                  FaultConnections.reset(exchange);
                  return false;
                }));
  }

  /** Acts when the service has answered the {@code nth} request of a kind. */
  public FaultMoment after(Predicate<AzuriteRequest> which, int nth, Act act) {
    return when(which)
        .nth(nth)
        .inject(
            acting(
                (exchange, request) -> {
                  FaultSinks.atTheAnswer(
                      exchange,
                      () -> {
                        try {
                          if (act.on(request) == Then.LOSE) {
                            FaultConnections.reset(exchange);
                          }
                        } catch (Exception e) {
                          throw couldNotAct(request, e);
                        }
                      });
                  return true;
                }));
  }

  private interface Acting {
    boolean on(HttpServerExchange exchange, AzuriteRequest request) throws Exception;
  }

  private static Fault acting(Acting acting) {
    return Fault.of(
        "act of a test",
        (exchange, proxy, injected) -> {
          AzuriteRequest request = request(exchange);
          injected.run();
          try {
            return acting.on(exchange, request);
          } catch (Exception e) {
            throw couldNotAct(request, e);
          }
        });
  }

  private static IllegalStateException couldNotAct(AzuriteRequest request, Exception e) {
    return new IllegalStateException("The test could not act on " + request, e);
  }

  /** Lets the connections that are open be, and refuses new ones for some time. */
  synchronized void away(Duration time) {
    if (server == null || closed) {
      return;
    }
    server.stop();
    server = null;
    worker
        .getIoThread()
        .executeAfter(() -> worker.execute(this::back), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void back() {
    if (server == null && !closed) {
      server = listen(port);
    }
  }

  HttpHandler service() {
    return service;
  }

  FaultMoment add(FaultMoment moment) {
    moments.add(moment);
    return moment;
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    if (exchange.isInIoThread()) {
      exchange.dispatch(this::handle);
      return;
    }
    requests.incrementAndGet();
    AzuriteRequest request = request(exchange);
    boolean content = exchange.getRequestContentLength() > 0;
    for (FaultMoment moment : moments) {
      for (Fault fault : moment.at(request, content)) {
        Runnable happened =
            () -> injected.computeIfAbsent(fault.name(), n -> new AtomicLong()).incrementAndGet();
        if (!fault.effect().on(exchange, this, happened)) {
          return;
        }
      }
    }
    service.handleRequest(exchange);
  }

  private static AzuriteRequest request(HttpServerExchange exchange) {
    String[] parts = exchange.getRequestURI().split("/", 4);
    String id = exchange.getRequestHeaders().getFirst("x-ms-client-request-id");
    return new AzuriteRequest(
        exchange.getRequestMethod().toString(),
        part(parts, 1),
        part(parts, 2),
        part(parts, 3),
        AzuriteLog.unsigned(exchange.getQueryString()),
        "",
        id == null ? "" : id,
        0);
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? URLDecoder.decode(parts[index].replace("+", "%2B"), UTF_8) : "";
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.stop();
    }
    worker.shutdownNow();
  }
}
