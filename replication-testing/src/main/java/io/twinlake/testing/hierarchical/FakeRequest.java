package io.twinlake.testing.hierarchical;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request, taken apart.
 *
 * @param path the name within the container, decoded; empty for the container
 * @param authorized whether an {@code Authorization} header or a signature came with it
 */
record FakeRequest(
    String method,
    String account,
    String container,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    boolean authorized) {

  /** The path is {@code /account/container/name}; slashes of the name may come encoded. */
  static FakeRequest of(HttpExchange exchange) throws IOException {
    String[] parts = exchange.getRequestURI().getRawPath().split("/", 4);
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    return new FakeRequest(
        exchange.getRequestMethod(),
        parts.length > 1 ? decoded(parts[1]) : "",
        parts.length > 2 ? decoded(parts[2]) : "",
        parts.length > 3 ? decoded(parts[3]) : "",
        query,
        headers,
        exchange.getRequestBody().readAllBytes(),
        headers.containsKey("authorization") || query.containsKey("sig"));
  }

  static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String each : raw.split("&")) {
        int equals = each.indexOf('=');
        query.put(
            decoded(equals < 0 ? each : each.substring(0, equals)),
            equals < 0 ? "" : decoded(each.substring(equals + 1)));
      }
    }
    return query;
  }

  static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  String q(String name) {
    return query.getOrDefault(name, "");
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  boolean comp(String value) {
    return q("comp").equals(value);
  }

  /** Whether only the Data Lake endpoint knows such a request. */
  boolean isDataLake() {
    return query.containsKey("resource")
        || query.containsKey("action")
        || headers.containsKey("x-ms-rename-source");
  }

  /** The conditions on what is there now; refuses where they do not hold. */
  void requireConditions(Optional<FakeNode> there, String existsCode) {
    requireConditions(there, "if-match", "if-none-match", "ConditionNotMet", existsCode);
  }

  void requireSourceConditions(Optional<FakeNode> there) {
    requireConditions(
        there,
        "x-ms-source-if-match",
        "x-ms-source-if-none-match",
        "SourceConditionNotMet",
        "SourceConditionNotMet");
  }

  private void requireConditions(
      Optional<FakeNode> there, String match, String noneMatch, String code, String existsCode) {
    Optional<String> wanted = header(match);
    if (wanted.isPresent()
        && there.filter(n -> wanted.get().equals('"' + n.etag + '"')).isEmpty()) {
      throw new FakeAnswer.Refusal(412, code);
    }
    if (header(noneMatch).filter("*"::equals).isPresent() && there.isPresent()) {
      throw new FakeAnswer.Refusal(409, existsCode);
    }
  }
}
