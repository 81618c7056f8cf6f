package io.twinlake.testing.hierarchical;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinlake.testing.hierarchical.FakeAnswer.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Storage accounts with a hierarchical namespace, in memory, on the JDK's HTTP server: one tree for
 * each container, served as a Blob endpoint and as a Data Lake (DFS) endpoint would.
 *
 * <p>Written from Microsoft's REST reference and not compared with the service. From it are: Get
 * Account Information; List Blobs with {@code ResourceType} and {@code include=permissions}, the
 * error for a file within a prefix; Put Blob, Put Blob From URL, Put Block (From URL), Put Block
 * List, Get Block List with their conditions; Path Create with {@code x-ms-rename-source}; Path
 * Update (append, flush, setAccessControl); Get Filesystem Properties. From "Known issues with
 * Azure Data Lake Storage": no Put Block or Put Block List on files that the Data Lake API wrote,
 * Put Blob over them, Delete Blob of empty directories only. From azure-sdk-for-go issue 24210: the
 * order of listings, which is that of the tree and not of whole names. From ABFS: a rename keeps
 * the ETag.
 *
 * <p>Not known from there, and so the worst case or a setting here: the codes of some refusals
 * (409), and whether a change of access rights changes the ETag ({@link #accessChangesEtags}).
 *
 * <p>What it does not do: check signatures and permissions (it records whether a request had any
 * authorisation), page blobs, snapshots, leases, tiers, soft delete, tags, List Paths, recursive
 * access control, flat accounts. Header names come in lower case from the JDK's server, so the case
 * of metadata names is kept only where the client also sends {@link #METADATA_NAMES}.
 */
public final class HierarchicalFake implements AutoCloseable {
  static {
    // Without it each answer on a kept connection waits 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A header with the names of the request's metadata in their original case, between commas. */
  public static final String METADATA_NAMES = "x-fake-metadata-names";

  /**
   * One request that was answered.
   *
   * @param operation method and what tells operations apart, {@code PUT comp=block}
   * @param path the name within the container
   * @param dataLake whether only the Data Lake endpoint knows it
   * @param authorized whether it came with a signature, key or token
   */
  public record Request(
      String operation,
      String account,
      String container,
      String path,
      boolean dataLake,
      boolean authorized,
      int status) {}

  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool(HierarchicalFake::daemon);
  private final Map<String, Map<String, FakeTree>> accounts = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final BlobAnswers blobs = new BlobAnswers(this);
  private final DataLakeAnswers dataLake = new DataLakeAnswers(this);
  private final ListAnswers lists = new ListAnswers(this);
  private volatile long maxPutBytes = 5000L << 20;
  private volatile int pageSize = 5000;
  private volatile boolean accessChangesEtags = true;

  private HierarchicalFake(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port of this machine. Any account name is an account. */
  public static HierarchicalFake start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      HierarchicalFake fake = new HierarchicalFake(server);
      server.createContext("/", fake::handle);
      server.setExecutor(fake.workers);
      server.start();
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "hierarchical-fake");
    thread.setDaemon(true);
    return thread;
  }

  /** The longest content of Put Blob and Put Blob From URL, in bytes; 5,000 MiB at first. */
  public void maxPutBytes(long bytes) {
    maxPutBytes = bytes;
  }

  long maxPutBytes() {
    return maxPutBytes;
  }

  /** Most entries of one page of a listing. */
  public void pageSize(int entries) {
    pageSize = entries;
  }

  int pageSize() {
    return pageSize;
  }

  /** Whether setting access rights gives a file another ETag; true at first. */
  public void accessChangesEtags(boolean changes) {
    accessChangesEtags = changes;
  }

  boolean accessChangesEtags() {
    return accessChangesEtags;
  }

  /** {@code abfs://container@account...}, for the settings of {@link #hadoop}. */
  public static URI abfs(String account, String container, String path) {
    return URI.create("abfs://%s@%s.dfs.core.windows.net/%s".formatted(container, account, path));
  }

  /** The Hadoop settings that lead ABFS URIs of these accounts here. */
  public Map<String, String> hadoop(String... accountNames) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.azure.abfs.endpoint", "127.0.0.1:" + server.getAddress().getPort());
    settings.put("fs.azure.always.use.https", "false");
    String key =
        Base64.getEncoder()
            .encodeToString("not a secret: accepted".getBytes(StandardCharsets.UTF_8));
    for (String account : accountNames) {
      String host = account + ".dfs.core.windows.net";
      settings.put("fs.azure.account.key." + host, key);
      settings.put("fs.azure.account.auth.type." + host, "SharedKey");
    }
    return settings;
  }

  /** Writes a file as ABFS does: create, append, flush. */
  public void writeByDataLake(String account, String container, String path, byte[] content) {
    synchronized (accounts) {
      FakeTree tree = tree(account, container);
      FakeNode file = tree.fileToWrite(path);
      tree.uncommitted.remove(path);
      file.byDataLake = true;
      file.content = content.clone();
    }
  }

  /** Whether the file was last written by the Data Lake API. */
  public boolean isByDataLake(String account, String container, String path) {
    synchronized (accounts) {
      return tree(account, container).require(path, "PathNotFound").byDataLake;
    }
  }

  /** Every name of a container, in the order of the tree, directories with a closing slash. */
  public List<String> names(String account, String container) {
    synchronized (accounts) {
      List<String> names = new ArrayList<>();
      tree(account, container)
          .nodes
          .forEach((path, node) -> names.add(node.directory ? path + "/" : path));
      return names;
    }
  }

  /** The access control list as the service writes it. */
  public String acl(String account, String container, String path) {
    synchronized (accounts) {
      return tree(account, container).require(path, "PathNotFound").acl.toString();
    }
  }

  /** Puts an append blob there, which hierarchical accounts hold too. */
  public void appendBlob(String account, String container, String path, byte[] content) {
    synchronized (accounts) {
      FakeNode file = tree(account, container).fileToWrite(path);
      file.type = "AppendBlob";
      file.content = content.clone();
    }
  }

  /** All requests so far, in the order of their answers. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests that {@code work} makes. */
  public List<Request> requestsOf(Runnable work) {
    int before = requests.size();
    work.run();
    List<Request> all = requests();
    return all.subList(before, all.size());
  }

  private FakeTree tree(String account, String container) {
    FakeTree tree = accounts.getOrDefault(account, Map.of()).get(container);
    if (tree == null) {
      throw new Refusal(404, "ContainerNotFound");
    }
    return tree;
  }

  /** The source of a copy, on this server, if its conditions hold. */
  FakeNode copySource(FakeRequest request) {
    URI url = URI.create(request.headers().get("x-ms-copy-source"));
    String[] parts = url.getRawPath().split("/", 4);
    Optional<FakeNode> source =
        Optional.ofNullable(
                accounts.getOrDefault(FakeRequest.decoded(parts[1]), Map.of()).get(parts[2]))
            .flatMap(tree -> tree.find(FakeRequest.decoded(parts[3])));
    if (source.filter(n -> !n.directory).isEmpty()) {
      throw new Refusal(404, "CannotVerifyCopySource");
    }
    if (!FakeRequest.query(url.getRawQuery()).containsKey("sig")
        && request.header("x-ms-copy-source-authorization").isEmpty()) {
      throw new Refusal(401, "CannotVerifyCopySource");
    }
    request.requireSourceConditions(source);
    return source.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      FakeRequest request = FakeRequest.of(exchange);
      FakeAnswer answer;
      synchronized (accounts) {
        try {
          answer = answer(request);
        } catch (Refusal refusal) {
          answer = refusal.answer();
        }
      }
      requests.add(
          new Request(
              operation(request),
              request.account(),
              request.container(),
              request.path(),
              request.isDataLake(),
              request.authorized(),
              answer.status()));
      send(exchange, request, answer);
    }
  }

  private static void send(HttpExchange exchange, FakeRequest request, FakeAnswer answer)
      throws IOException {
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.getResponseHeaders().set("Date", FakeNode.httpDate(Clock.systemUTC().instant()));
    exchange.getResponseHeaders().set("x-ms-request-id", "fake");
    boolean head = request.method().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.body().length));
    }
    exchange.sendResponseHeaders(
        answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
    if (!head && answer.body().length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }

  private static String operation(FakeRequest request) {
    StringBuilder text = new StringBuilder(request.method());
    for (String key : List.of("restype", "comp", "resource", "action")) {
      if (!request.q(key).isEmpty()) {
        text.append(' ').append(key).append('=').append(request.q(key));
      }
    }
    request.header("x-ms-copy-source").ifPresent(s -> text.append(" from-url"));
    request.header("x-ms-rename-source").ifPresent(s -> text.append(" rename"));
    return text.toString();
  }

  private FakeAnswer answer(FakeRequest request) {
    if (request.q("restype").equals("account")) {
      return FakeAnswer.of(200)
          .with("x-ms-sku-name", "Standard_LRS")
          .with("x-ms-account-kind", "StorageV2")
          .with("x-ms-is-hns-enabled", "true");
    }
    boolean container = request.path().isEmpty();
    if (container && request.q("restype").equals("container") && request.method().equals("PUT")) {
      Map<String, FakeTree> containers =
          accounts.computeIfAbsent(request.account(), a -> new HashMap<>());
      if (containers.putIfAbsent(request.container(), new FakeTree()) != null) {
        throw new Refusal(409, "ContainerAlreadyExists");
      }
      return FakeAnswer.of(201);
    }
    FakeTree tree = tree(request.account(), request.container());
    if (request.isDataLake()) {
      return dataLake.answer(request, tree);
    }
    if (container) {
      return request.comp("list") ? lists.list(request, tree) : FakeAnswer.of(200).of(tree.root);
    }
    return blobs.answer(request, tree);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
