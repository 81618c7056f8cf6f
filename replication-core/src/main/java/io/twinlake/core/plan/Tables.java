package io.twinlake.core.plan;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.util.Optional;

/**
 * Recognises tables by the directory that makes them one. Copied file by file, a table may not
 * open.
 */
public final class Tables {
  private static final String[] LOGS = {"_delta_log/", ".hoodie/"};
  private static final String ICEBERG = "metadata/";

  private Tables() {}

  /**
   * The root of the table that {@code path} gives away: a file below {@code _delta_log/} or {@code
   * .hoodie/}, or an Iceberg {@code metadata/*.metadata.json}. The outermost, if tables lie in one
   * another.
   */
  public static Optional<ObjectPrefix> rootRevealedBy(ObjectPath path) {
    String text = path.value();
    int found = -1;
    for (String log : LOGS) {
      found = earlier(found, segmentStart(text, log));
    }
    if (text.endsWith(".metadata.json")) {
      int directory = text.lastIndexOf('/') + 1 - ICEBERG.length();
      if (directory >= 0
          && text.startsWith(ICEBERG, directory)
          && (directory == 0 || text.charAt(directory - 1) == '/')) {
        found = earlier(found, directory);
      }
    }
    return found < 0 ? Optional.empty() : Optional.of(new ObjectPrefix(text.substring(0, found)));
  }

  private static int segmentStart(String text, String segment) {
    for (int at = text.indexOf(segment); at >= 0; at = text.indexOf(segment, at + 1)) {
      if (at == 0 || text.charAt(at - 1) == '/') {
        return at;
      }
    }
    return -1;
  }

  private static int earlier(int a, int b) {
    return a < 0 ? b : b < 0 ? a : Math.min(a, b);
  }
}
