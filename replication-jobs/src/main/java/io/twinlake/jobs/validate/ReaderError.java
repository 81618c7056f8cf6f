package io.twinlake.jobs.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reader of Spark's said when it failed: the file that it names, and the innermost reason.
 * Queries of addresses and what looks like a key are taken out, as they may be credentials.
 *
 * @param file the address of the file, if one is named
 * @param reason what the innermost exception says, in one line
 */
record ReaderError(Optional<String> file, String reason) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:abfss?|wasbs?|hdfs|s3a?|dbfs|file):/[^,;)\"'\\]}]*?(?=[.,;:)\"'\\]}]*(?:\\s|[,;)\"'\\]}]|$))");
  private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>]+");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:sig|key|token|secret|password|bearer)\\s*[=: ]\\s*)\\S{8,}|[A-Za-z0-9+/]{64,}={0,2}");
  private static final int LONGEST = 400;

  static ReaderError of(Throwable failure) {
    List<String> messages = new ArrayList<>();
    Throwable last = failure;
    for (Throwable at = failure; at != null && messages.size() < 30; at = at.getCause()) {
      last = at;
      messages.add(String.valueOf(at.getMessage()));
    }
    Optional<String> file = Optional.empty();
    for (String message : messages) {
      Matcher address = ADDRESS.matcher(message);
      while (address.find() && file.isEmpty()) {
        String found = address.group();
        if (found.contains(".parquet") || found.contains("_delta_log/")) {
          file = Optional.of(QUERY.matcher(found).replaceAll(""));
        }
      }
    }
    return new ReaderError(file, line(last));
  }

  private static String line(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    String safe = SECRET.matcher(QUERY.matcher(first).replaceAll("?...")).replaceAll("$1***");
    String shown = safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe;
    return failure.getClass().getSimpleName() + ": " + shown;
  }

  /** For a report. */
  String text() {
    return file.map(f -> f + " cannot be read: " + reason).orElse(reason);
  }
}
