package io.twinlake.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.testing.PlainBlobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A lake with everything that a name, a header or a marker can do to a copy. */
final class HostileLake {
  static final String LONGEST = "n".repeat(1024);
  static final String GZIPPED = "staging/log.json.gz";

  /** Each a blob of {@code raw}, whose content says its name. */
  static final List<String> NAMES =
      List.of(
          "a b",
          "a:b",
          "a//b",
          "a/b",
          "a",
          "a/",
          "%2F",
          "a%20b",
          "x%2Fy",
          "x/y",
          "caf\u00e9",
          "cafe\u0301",
          "dot.",
          "dot./below",
          "x/../z",
          "x/./z",
          "Case",
          "case",
          "#?+&",
          "q?x=1&y#z",
          "{a}[*]",
          "'quoted' \"twice\"",
          "comma,semi;colon=",
          "<angle>",
          "\uD83D\uDE00",
          "\u6CE8\u6587/2026",
          " leading",
          "~tilde!$()@",
          LONGEST);

  private HostileLake() {}

  static void fill(PlainBlobs account, String raw, String staging) {
    for (String name : NAMES) {
      account.put(raw, name, "content of " + name);
    }
    for (int i = 0; i < 120; i++) {
      account.put(raw, "orders/date=2026-01-%02d/part-%05d".formatted(i % 28 + 1, i), "row " + i);
    }
    for (int i = 0; i < 60; i++) {
      account.put(staging, "clicks/%02d/%05d.json".formatted(i % 7, i), "{\"click\": " + i + "}");
    }
    account.put(raw, "empty", new byte[0], Map.of());
    account.put(raw, "directory", new byte[0], Map.of("x-ms-meta-hdi_isfolder", "true"));
    account.put(raw, "directory/marked/", new byte[0], Map.of("x-ms-meta-Hdi_isFolder", "true"));
    account.put(raw, "marked-file", "x".getBytes(UTF_8), Map.of("x-ms-meta-hdi_isfolder", "true"));
    account.put(raw, "directory/file", "below a marker");
    account.put(
        staging,
        GZIPPED,
        gzip("{\"a\": 1}"),
        Map.of(
            "x-ms-blob-content-type", "application/json; charset=utf-8",
            "x-ms-blob-content-encoding", "gzip",
            "x-ms-blob-content-language", "de-AT",
            "x-ms-blob-cache-control", "max-age=60, private",
            "x-ms-blob-content-disposition", "attachment; filename=\"a b.json\"",
            "x-ms-meta-Owner_Team", "Sales & Co",
            "x-ms-meta-lower", "x",
            "x-ms-meta-spaces", "a  b"));
    account.put(
        staging,
        "staging/only-type.csv",
        "a,b".getBytes(UTF_8),
        Map.of("x-ms-blob-content-type", "text/csv"));
  }

  /** Blobs of the other two types, which are reported and never converted. */
  static void addForeignTypes(PlainBlobs account, String container) {
    account.send(
        "PUT", container, "log.append", "", Map.of("x-ms-blob-type", "AppendBlob"), new byte[0]);
    account.send(
        "PUT",
        container,
        "disk.page",
        "",
        Map.of("x-ms-blob-type", "PageBlob", "x-ms-blob-content-length", "512"),
        new byte[0]);
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
