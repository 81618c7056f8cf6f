package io.twinlake.testing.hierarchical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** One answer: status, headers, body. */
record FakeAnswer(int status, Map<String, String> headers, byte[] body) {
  static FakeAnswer of(int status) {
    return new FakeAnswer(status, new LinkedHashMap<>(), new byte[0]);
  }

  FakeAnswer with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** With what identifies the node and says when it was written. */
  FakeAnswer of(FakeNode node) {
    return with("ETag", '"' + node.etag + '"').with("Last-Modified", node.lastModified());
  }

  FakeAnswer body(String type, byte[] content) {
    headers.put("Content-Type", type);
    return new FakeAnswer(status, headers, content);
  }

  FakeAnswer xml(String text) {
    return body("application/xml", text.getBytes(UTF_8));
  }

  /** A refusal, thrown from wherever it shows. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final String code;

    Refusal(int status, String code) {
      super(status + " " + code, null, false, false);
      this.status = status;
      this.code = code;
    }

    FakeAnswer answer() {
      String text =
          "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code></Error>"
              .formatted(code);
      return FakeAnswer.of(status).with("x-ms-error-code", code).xml(text);
    }
  }
}
