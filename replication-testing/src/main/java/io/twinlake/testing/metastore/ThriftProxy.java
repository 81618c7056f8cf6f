package io.twinlake.testing.metastore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * Stands between a client and a metastore server, and passes on what both say, byte by byte. It
 * reads the name of each call, and at a chosen one the connection breaks: before the server has all
 * of it, or once the server has carried it out and the client does not know. Plain Thrift, without
 * frames; one call at a time on a connection, as Thrift's clients make them.
 */
public final class ThriftProxy implements AutoCloseable {

  /** What happens at a call. */
  public enum Fault {
    /** The server gets half of it; then the connection breaks. */
    CUT,
    /** The server answers, and the connection breaks before the client has any of it. */
    LOSE_ANSWER,
    /** The answer waits until {@link #release}. */
    HOLD_ANSWER
  }

  /**
   * A fault that waits for its call.
   *
   * @param which by name
   * @param left how many such calls pass before
   */
  private record Rule(Predicate<String> which, int[] left, Fault fault) {}

  private final int target;
  private final ServerSocket listening;
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> broken = new ConcurrentSkipListMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch held = new CountDownLatch(1);
  private int diesAfter = -1;
  private Predicate<String> counted = name -> true;

  private ThriftProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon("thrift-proxy", this::accept);
  }

  public static ThriftProxy of(MetastoreServer server) {
    try {
      return new ThriftProxy(server.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code thrift://127.0.0.1:port}. */
  public String uri() {
    return "thrift://127.0.0.1:" + listening.getLocalPort();
  }

  /** Names of all calls, in the order in which they came. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** How often each call met a fault. */
  public Map<String, Integer> broken() {
    return Map.copyOf(broken);
  }

  /** The {@code nth} call from now that {@code which} accepts meets {@code fault}; once. */
  public synchronized void at(Predicate<String> which, int nth, Fault fault) {
    rules.add(new Rule(which, new int[] {nth}, fault));
  }

  /** After so many more calls that {@code which} accepts, one at least, nobody gets through. */
  public synchronized void dieAfter(int calls, Predicate<String> which) {
    diesAfter = calls;
    counted = which;
  }

  /** Everybody gets through again, and nothing more happens. */
  public synchronized void heal() {
    diesAfter = -1;
    rules.clear();
  }

  /** Lets all answers go that are held; later ones are held anew. */
  public void release() {
    CountDownLatch last = held;
    held = new CountDownLatch(1);
    last.countDown();
  }

  private synchronized Optional<Fault> next(String call) throws IOException {
    calls.add(call);
    if (diesAfter == 0) {
      throw new IOException("dead");
    }
    if (diesAfter > 0 && counted.test(call)) {
      diesAfter--;
    }
    for (Rule rule : rules) {
      if (rule.left()[0] > 0 && rule.which().test(call) && --rule.left()[0] == 0) {
        broken.merge(call, 1, Integer::sum);
        return Optional.of(rule.fault());
      }
    }
    return Optional.empty();
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        daemon("thrift-proxy-client", () -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      Connection connection = new Connection(client, server);
      daemon("thrift-proxy-server", connection::answers);
      connection.calls();
    } catch (IOException broken) {
      // As it is meant to be.
    } finally {
      open.remove(client);
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private Optional<Fault> fault = Optional.empty();
    private boolean answered = true;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void calls() throws IOException {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (true) {
        int read = in.read(buffer);
        if (read < 0) {
          return;
        }
        int pass = read;
        synchronized (this) {
          if (answered) {
            answered = false;
            while (read < 8 || read < 8 + nameLength(buffer)) {
              int more = in.read(buffer, read, buffer.length - read);
              if (more < 0) {
                return;
              }
              read += more;
            }
            pass = read;
            fault = next(name(buffer));
            if (fault.filter(f -> f == Fault.CUT).isPresent()) {
              pass = read / 2;
            }
          }
        }
        out.write(buffer, 0, pass);
        out.flush();
        if (pass < read) {
          throw new IOException("cut");
        }
      }
    }

    /** A strict message of Thrift's binary protocol begins with its version and its name. */
    private int nameLength(byte[] message) {
      return ByteBuffer.wrap(message).getInt(4);
    }

    private String name(byte[] message) {
      return new String(message, 8, nameLength(message), StandardCharsets.UTF_8);
    }

    private void answers() {
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        int read = in.read(buffer);
        while (read >= 0) {
          Optional<Fault> now;
          synchronized (this) {
            answered = true;
            now = fault;
            fault = Optional.empty();
          }
          if (now.filter(f -> f == Fault.LOSE_ANSWER).isPresent()) {
            break;
          }
          if (now.filter(f -> f == Fault.HOLD_ANSWER).isPresent()) {
            held.await();
          }
          out.write(buffer, 0, read);
          out.flush();
          read = in.read(buffer);
        }
      } catch (IOException broken) {
        // As it is meant to be.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end(client);
        end(server);
      }
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException gone) {
      // It is.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException gone) {
      // It is.
    }
    release();
    open.forEach(this::end);
  }
}
