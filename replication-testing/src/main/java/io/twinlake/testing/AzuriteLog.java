package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file that Azurite writes with {@code --debug}: several lines per request, joined by the
 * service's request id, which stands second in each.
 */
final class AzuriteLog {
  private static final Pattern LINE = Pattern.compile("^\\S+ (\\S+) \\w+: (.*)$");
  private static final Pattern BEGIN =
      Pattern.compile(
          "BlobStorageContextMiddleware: RequestMethod=(\\S+) RequestURL=(\\S+) RequestHeaders:(\\{.*\\})"
              + " ClientIP=.*");
  private static final Pattern PLACE =
      Pattern.compile(
          "BlobStorageContextMiddleware: Account=(.*?) Container=(.*?) Blob=(.*)", Pattern.DOTALL);
  private static final Pattern OPERATION = Pattern.compile("DispatchMiddleware: Operation=(\\w+)");
  private static final Pattern END =
      Pattern.compile("EndMiddleware: End response\\. .*?StatusCode=(\\d+) .*");
  private static final Pattern CLIENT_ID =
      Pattern.compile("\"x-ms-client-request-id\":\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern SIGNED =
      Pattern.compile("(^|&)(sig|se|sp|sv|sr|ss|srt|st|spr|skoid)=[^&]*");

  private static final class Building {
    private String method = "";
    private String query = "";
    private String clientRequestId = "";
    private String account = "";
    private String container = "";
    private String blob = "";
    private String operation = "";
    private int status;

    AzuriteRequest built() {
      return new AzuriteRequest(
          method, account, container, blob, query, operation, clientRequestId, status);
    }
  }

  /** A raw query without what signs it. */
  static String unsigned(String query) {
    return SIGNED.matcher(query).replaceAll("");
  }

  private final Path file;

  /** What was read so far; the log only grows, and grows long. */
  private final Map<String, Building> byId = new LinkedHashMap<>();

  private long readBytes;

  AzuriteLog(Path file) {
    this.file = file;
  }

  /** Whether a request with that client request id was answered. */
  synchronized boolean answered(String clientRequestId) {
    readOn();
    return byId.values().stream()
        .anyMatch(r -> r.status != 0 && r.clientRequestId.equals(clientRequestId));
  }

  /** All requests so far, in the order in which they began. */
  synchronized List<AzuriteRequest> requests() {
    readOn();
    List<AzuriteRequest> requests = new ArrayList<>();
    for (Building each : byId.values()) {
      if (!each.method.isEmpty()) {
        requests.add(each.built());
      }
    }
    return requests;
  }

  private static void readLine(String line, Map<String, Building> byId) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    Building request = byId.computeIfAbsent(parts.group(1), id -> new Building());
    String text = parts.group(2);
    Matcher begin = BEGIN.matcher(text);
    Matcher place = PLACE.matcher(text);
    Matcher operation = OPERATION.matcher(text);
    Matcher end = END.matcher(text);
    if (begin.matches()) {
      request.method = begin.group(1);
      int question = begin.group(2).indexOf('?');
      request.query = question < 0 ? "" : unsigned(begin.group(2).substring(question + 1));
      Matcher id = CLIENT_ID.matcher(begin.group(3));
      request.clientRequestId = id.find() ? id.group(1) : "";
    } else if (place.matches()) {
      request.account = place.group(1);
      request.container = place.group(2);
      request.blob = place.group(3);
    } else if (operation.matches()) {
      request.operation = operation.group(1);
    } else if (end.matches()) {
      request.status = Integer.parseInt(end.group(1));
    }
  }

  private void readOn() {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(readBytes);
      byte[] more = in.readAllBytes();
      int end = more.length;
      while (end > 0 && more[end - 1] != '\n') {
        end--;
      }
      readBytes += end;
      new String(more, 0, end, UTF_8).lines().forEach(line -> readLine(line, byId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
