package io.twinlake.testing.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page that is open in a {@link Browser}. */
public final class BrowserPage implements AutoCloseable {
  /** How much of a long page is in its picture; Chromium itself takes none beyond 16,384 pixels. */
  private static final int LONGEST = 6_000;

  private final DevTools tools;
  private final String target;
  private final String session;

  BrowserPage(DevTools tools, String target, String session) {
    this.tools = tools;
    this.target = target;
    this.session = session;
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return tools.call(Optional.of(session), method, parameters);
  }

  void load(URI address, View view) {
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            view.width(),
            "height",
            900,
            "deviceScaleFactor",
            1,
            "mobile",
            view.width() < 800));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            view.print() ? "print" : "screen",
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", view.dark() ? "dark" : "light"))));
    call("Page.navigate", Map.of("url", address.toString()));
    tools.await(session, "Page.loadEventFired");
  }

  /** What a JavaScript expression comes to. Runs whatever the page's own policy says of scripts. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    return answer.path("result").path("value");
  }

  /** Everything that the console shows: messages, exceptions, refused loads. */
  public List<String> console() {
    List<String> all = new ArrayList<>();
    for (String event :
        List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")) {
      tools.events(session, event).forEach(e -> all.add(event + " " + e));
    }
    return all;
  }

  /** The addresses that the page loaded, itself included. */
  public List<String> loaded() {
    return tools.events(session, "Network.requestWillBeSent").stream()
        .map(e -> e.path("request").path("url").asText())
        .toList();
  }

  /** Keeps a picture of the page, of its first 6,000 pixels if it is longer. */
  public void screenshot(Path png) {
    int width = evaluate("innerWidth").asInt();
    int height = Math.min(LONGEST, evaluate("document.documentElement.scrollHeight").asInt());
    keep(
        png,
        call(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1))));
  }

  /** Keeps it as it would be printed, whatever window it was opened in. */
  public void pdf(Path pdf) {
    // With a window's size and media pretended, Chromium prints empty pages.
    call("Emulation.clearDeviceMetricsOverride", Map.of());
    call("Emulation.setEmulatedMedia", Map.of("media", ""));
    keep(pdf, call("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true)));
  }

  private static void keep(Path file, JsonNode answer) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tools.call(Optional.empty(), "Target.closeTarget", Map.of("targetId", target));
  }
}
