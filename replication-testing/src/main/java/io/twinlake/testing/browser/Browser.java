package io.twinlake.testing.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A real Chromium without a window, driven over its own <a
 * href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>. It resolves no
 * host name, so a page that needs the network shows it.
 *
 * <p>Taken from {@code TWINLAKE_CHROMIUM}, or from the path: {@code chromium} is Debian's package.
 */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final String READY = "DevTools listening on ";

  private final Process process;
  private final Path folder;
  private final DevTools tools;

  private Browser(Process process, Path folder, DevTools tools) {
    this.process = process;
    this.folder = folder;
    this.tools = tools;
  }

  /**
   * Starts one.
   *
   * @throws IllegalStateException if there is none on this machine, or it does not start
   */
  public static Browser start() {
    try {
      Path folder = Files.createTempDirectory("twinlake-browser");
      Process process =
          new ProcessBuilder(
                  program().toString(),
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--disable-extensions",
                  "--no-first-run",
                  "--hide-scrollbars",
                  "--font-render-hinting=none",
                  "--host-resolver-rules=MAP * ~NOTFOUND",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + folder,
                  "about:blank")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        URI address =
            listening(process.errorReader(StandardCharsets.UTF_8)).get(60, TimeUnit.SECONDS);
        return new Browser(process, folder, DevTools.connect(address));
      } catch (ExecutionException | TimeoutException e) {
        process.destroyForcibly();
        throw new IllegalStateException("Chromium did not start within a minute", e);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Stopped while Chromium started", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on to the end, so that the browser never waits for a reader. */
  private static CompletableFuture<URI> listening(BufferedReader errors) {
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              List<String> said = new ArrayList<>();
              try (errors) {
                for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                  if (line.startsWith(READY)) {
                    address.complete(URI.create(line.substring(READY.length()).strip()));
                  } else if (!address.isDone()) {
                    said.add(line);
                  }
                }
              } catch (IOException e) {
                said.add(e.toString());
              }
              address.completeExceptionally(
                  new IllegalStateException("Chromium ended: " + String.join("\n", said)));
            },
            "twinlake-browser");
    reader.setDaemon(true);
    reader.start();
    return address;
  }

  private static Path program() {
    String told = System.getenv("TWINLAKE_CHROMIUM");
    if (told != null && !told.isEmpty()) {
      return Path.of(told);
    }
    for (String name : NAMES) {
      Optional<Path> found =
          Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
              .map(directory -> Path.of(directory, name))
              .filter(Files::isExecutable)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IllegalStateException(
        "This test opens a page in Chromium, and there is none. Debian, Ubuntu: apt-get install chromium; or name one: TWINLAKE_CHROMIUM=/path/to/chrome");
  }

  /** Opens {@code file} and waits until it is loaded. */
  public BrowserPage open(Path file, View view) {
    String target =
        tools
            .call(Optional.empty(), "Target.createTarget", Map.of("url", "about:blank"))
            .path("targetId")
            .asText();
    JsonNode attached =
        tools.call(
            Optional.empty(), "Target.attachToTarget", Map.of("targetId", target, "flatten", true));
    BrowserPage page = new BrowserPage(tools, target, attached.path("sessionId").asText());
    page.load(file.toUri(), view);
    return page;
  }

  @Override
  public void close() {
    tools.close();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A helper process may still write there; the temporary folder is cleared by the system.
      folder.toFile().deleteOnExit();
    }
  }
}
