package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Azure Blob service on this machine: one process that hosts the storage accounts {@code
 * sa1} to {@code sa4} and {@code devstoreaccount1}, on a port of its own and in a temporary folder.
 *
 * <p>Requests are counted by the service itself, from its log; see {@link #requests()}. Server-side
 * copies between its accounts work. It has no hierarchical namespace, no change feed and returns no
 * CRC-64.
 */
public final class Azurite implements AutoCloseable {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOGGED_WITHIN = Duration.ofSeconds(30);
  private static final int START_ATTEMPTS = 3;

  /** The key that every emulator has; it is published and protects nothing. */
  private static final String DEVSTORE_KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final class Shared {
    private static final Azurite INSTANCE = start();
  }

  private final Process process;
  private final int port;
  private final Path folder;
  private final AzuriteLog log;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Azurite(Process process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
    this.log = new AzuriteLog(folder.resolve("debug.log"));
  }

  /**
   * The one server of this JVM, started at the first call and stopped with the JVM. Tests that use
   * it take containers of their own names.
   */
  public static Azurite shared() {
    return Shared.INSTANCE;
  }

  /** Starts another server and waits until it answers. */
  public static Azurite start() {
    List<String> command = AzuriteProgram.command();
    for (int attempt = 1; ; attempt++) {
      try {
        return launch(command);
      } catch (IOException e) {
        if (attempt == START_ATTEMPTS) {
          throw new UncheckedIOException("Azurite did not start", e);
        }
      }
    }
  }

  /**
   * Starts another server on a port that a client insists on, and waits until it answers.
   *
   * @throws IllegalStateException if somebody else has the port
   */
  public static Azurite startOn(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Port %d of this machine is taken, and this test needs it: Hadoop's WASB driver knows no other for an emulator. Stop what listens there (another Azurite?) and run again."
              .formatted(port),
          e);
    }
    try {
      return launch(AzuriteProgram.command(), port);
    } catch (IOException e) {
      throw new UncheckedIOException("Azurite did not start on port " + port, e);
    }
  }

  private static Azurite launch(List<String> program) throws IOException {
    return launch(program, freePort());
  }

  private static Azurite launch(List<String> program, int port) throws IOException {
    Path folder = Files.createTempDirectory("twinlake-azurite");
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--location",
            folder.resolve("data").toString(),
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            Integer.toString(port),
            "--loose",
            "--skipApiVersionCheck",
            "--silent",
            "--disableTelemetry",
            "--debug",
            folder.resolve("debug.log").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("console.log").toFile());
    builder.environment().put("AZURITE_ACCOUNTS", accountsSetting());
    Azurite azurite = new Azurite(builder.start(), port, folder);
    Runtime.getRuntime().addShutdownHook(new Thread(azurite::close));
    azurite.awaitStart();
    return azurite;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String accountsSetting() {
    return keys().entrySet().stream()
        .map(e -> e.getKey() + ":" + e.getValue())
        .collect(Collectors.joining(";"));
  }

  /** The accounts with their keys, which protect nothing. */
  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      byte[] fake = ("not a secret: the key of " + account).getBytes(UTF_8);
      keys.put(account, Base64.getEncoder().encodeToString(fake));
    }
    keys.put("devstoreaccount1", DEVSTORE_KEY);
    return keys;
  }

  private void awaitStart() throws IOException {
    long deadline = System.nanoTime() + STARTED_WITHIN.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String console = Files.readString(folder.resolve("console.log"));
        close();
        throw new IOException("Azurite on port " + port + " does not answer: " + console);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean answers() {
    try {
      probe("twinlake-ready");
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** An unauthorised request, which leaves nothing but its id in the log. */
  private void probe(String clientRequestId) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sa1?comp=list"))
            .timeout(Duration.ofSeconds(10))
            .header("x-ms-client-request-id", clientRequestId)
            .build();
    try {
      http.send(request, BodyHandlers.discarding());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  public int port() {
    return port;
  }

  /** Host and port, as {@code fs.azure.abfs.endpoint} wants them. */
  public String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** The key of one of the accounts. */
  public String key(String account) {
    return keys().get(account);
  }

  /** The Hadoop settings with which ABFS, and Twinlake's own store, reach all accounts here. */
  public Map<String, String> hadoop() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.azure.abfs.endpoint", endpoint());
    settings.put("fs.azure.always.use.https", "false");
    settings.put("fs.azure.account.hns.enabled", "false");
    settings.put("fs.azure.fns.account.service.type", "BLOB");
    for (Map.Entry<String, String> each : keys().entrySet()) {
      for (String service : List.of("dfs", "blob")) {
        String host = each.getKey() + "." + service + ".core.windows.net";
        settings.put("fs.azure.account.key." + host, each.getValue());
        settings.put("fs.azure.account.auth.type." + host, "SharedKey");
      }
    }
    return settings;
  }

  /** {@code abfs://<container>@<account>.dfs.core.windows.net/<path>}. */
  public static URI abfs(String account, String container, String path) {
    return URI.create("abfs://%s@%s.dfs.core.windows.net/%s".formatted(container, account, path));
  }

  /**
   * All requests that any client has sent so far, by the service's own log, without those of this
   * class. Requests that were answered before this call are all in it.
   */
  public List<AzuriteRequest> requests() {
    String last = "twinlake-probe-" + UUID.randomUUID();
    try {
      probe(last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long deadline = System.nanoTime() + LOGGED_WITHIN.toNanos();
    while (!log.answered(last)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Azurite does not write its log " + folder);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return log.requests().stream()
        .filter(r -> !r.clientRequestId().startsWith("twinlake-probe-"))
        .filter(r -> !r.clientRequestId().equals("twinlake-ready"))
        .toList();
  }

  /** The requests that {@code during} made any client send. */
  public List<AzuriteRequest> requestsOf(Runnable during) {
    int before = requests().size();
    during.run();
    List<AzuriteRequest> all = requests();
    return all.subList(before, all.size());
  }

  /** How many requests match. */
  public long count(Predicate<AzuriteRequest> which) {
    return requests().stream().filter(which).count();
  }

  /** Stops the server and removes its folder. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException alreadyGone) {
      // A temporary folder; the system clears it.
    }
  }
}
