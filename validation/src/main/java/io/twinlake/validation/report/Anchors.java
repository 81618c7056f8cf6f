package io.twinlake.validation.report;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of places in the page that follow from a dataset's name, whatever is in it. */
final class Anchors {
  private Anchors() {}

  static String dataset(String name) {
    return name.matches("[a-zA-Z0-9_-]+")
        ? "dataset-" + name
        : "dataset--" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
  }
}
