package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between a client and Azurite, passes every byte on as it is, and lets a test act at an
 * exact moment: when the n-th request of a kind has come but has not reached the service, or when
 * the service has carried it out but the client does not know yet.
 *
 * <p>A test that kills a process, or changes an object, does it there instead of waiting and
 * hoping.
 */
public final class FaultProxy implements AutoCloseable {

  /** What happens to a request, or to its answer, once the test has acted. */
  public enum Then {
    /** It is passed on. */
    PASS,
    /** It is lost, and the connection closed. */
    LOSE
  }

  /** What a test does at the moment it chose. */
  @FunctionalInterface
  public interface Act {
    Then on(AzuriteRequest request) throws Exception;
  }

  /** A moment that a test chose. */
  public static final class Moment {
    private final Predicate<AzuriteRequest> which;
    private final int nth;
    private final boolean answered;
    private final Act act;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile boolean came;

    private Moment(Predicate<AzuriteRequest> which, int nth, boolean answered, Act act) {
      this.which = which;
      this.nth = nth;
      this.answered = answered;
      this.act = act;
    }

    private boolean isNow(AzuriteRequest request) {
      return which.test(request) && seen.incrementAndGet() == nth;
    }

    /** Whether the moment came. */
    public boolean came() {
      return came;
    }

    /** How many requests of the kind have come. */
    public int requests() {
      return seen.get();
    }

    private Then act(AzuriteRequest request) {
      came = true;
      try {
        return act.on(request);
      } catch (Exception e) {
        throw new IllegalStateException("The test could not act on " + request, e);
      }
    }
  }

  private final Azurite azurite;
  private final ServerSocket server;
  private final List<Moment> moments = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private FaultProxy(Azurite azurite, ServerSocket server) {
    this.azurite = azurite;
    this.server = server;
  }

  /** A proxy of {@code azurite} on a port of its own. */
  public static FaultProxy of(Azurite azurite) {
    try {
      ServerSocket server = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
      FaultProxy proxy = new FaultProxy(azurite, server);
      start("fault-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of {@link Azurite#hadoop}, by way of this proxy. */
  public Map<String, String> hadoop() {
    Map<String, String> settings = new TreeMap<>(azurite.hadoop());
    settings.put("fs.azure.abfs.endpoint", "127.0.0.1:" + server.getLocalPort());
    return settings;
  }

  /** Acts when the {@code nth} request of a kind has come, before the service sees it. */
  public Moment before(Predicate<AzuriteRequest> which, int nth, Act act) {
    return add(new Moment(which, nth, false, act));
  }

  /** Acts when the service has answered the {@code nth} request of a kind. */
  public Moment after(Predicate<AzuriteRequest> which, int nth, Act act) {
    return add(new Moment(which, nth, true, act));
  }

  private Moment add(Moment moment) {
    moments.add(moment);
    return moment;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket service = new Socket("127.0.0.1", azurite.port());
        client.setTcpNoDelay(true);
        service.setTcpNoDelay(true);
        open.add(client);
        open.add(service);
        Connection connection = new Connection(client, service);
        start("fault-proxy-requests", connection::passRequests);
        start("fault-proxy-answers", connection::passAnswers);
      } catch (IOException e) {
        // Closed, or a client that has gone already.
        continue;
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection of a client; requests on it come one after the other. */
  private final class Connection {
    private final Socket client;
    private final Socket service;
    private volatile Moment pending;
    private volatile AzuriteRequest request;

    Connection(Socket client, Socket service) {
      this.client = client;
      this.service = service;
    }

    void passRequests() {
      try (client;
          service) {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = service.getOutputStream();
        for (byte[] head = head(in); head.length > 0; head = head(in)) {
          String text = new String(head, ISO_8859_1);
          request = request(text);
          for (Moment moment : moments) {
            if (moment.isNow(request)) {
              if (moment.answered) {
                pending = moment;
              } else if (moment.act(request) == Then.LOSE) {
                return;
              }
            }
          }
          out.write(head);
          passBody(in, out, text);
          out.flush();
        }
      } catch (IOException e) {
        // Either side has gone; the other learns it by the close.
        return;
      } finally {
        open.remove(client);
        open.remove(service);
      }
    }

    void passAnswers() {
      try (client;
          service) {
        InputStream in = service.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[64 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          Moment moment = pending;
          if (moment != null) {
            pending = null;
            if (moment.act(request) == Then.LOSE) {
              return;
            }
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } catch (IOException e) {
        // As above.
        return;
      }
    }
  }

  /** Up to and with the empty line; nothing at the end of the stream. */
  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        return new byte[0];
      }
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static void passBody(InputStream in, OutputStream out, String head) throws IOException {
    if (header(head, "transfer-encoding").contains("chunked")) {
      throw new IOException("A chunked request, which Azure's clients do not send");
    }
    String length = header(head, "content-length");
    byte[] buffer = new byte[64 << 10];
    for (long left = length.isEmpty() ? 0 : Long.parseLong(length); left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException("The client has gone");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static AzuriteRequest request(String head) {
    String[] first = head.substring(0, head.indexOf('\r')).split(" ", -1);
    int question = first[1].indexOf('?');
    String path = question < 0 ? first[1] : first[1].substring(0, question);
    String[] parts = path.split("/", 4);
    return new AzuriteRequest(
        first[0],
        part(parts, 1),
        part(parts, 2),
        part(parts, 3),
        question < 0 ? "" : first[1].substring(question + 1),
        "",
        header(head, "x-ms-client-request-id"),
        0);
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? URLDecoder.decode(parts[index].replace("+", "%2B"), UTF_8) : "";
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
