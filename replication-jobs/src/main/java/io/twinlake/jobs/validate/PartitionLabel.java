package io.twinlake.jobs.validate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Names of partitions as directories show them: {@code date=2026-11-20/region=eu/}. */
final class PartitionLabel {
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private PartitionLabel() {}

  /**
   * @param values one for each column, null for a null
   */
  static String of(List<String> columns, List<String> values) {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      label.append(escape(columns.get(i))).append('=');
      String value = values.get(i);
      label.append(value == null ? NULL : escape(value)).append('/');
    }
    return label.toString();
  }

  /** The values of a label, null for a null. */
  static List<String> values(String label) {
    List<String> values = new ArrayList<>();
    for (String segment : label.isEmpty() ? new String[0] : label.split("/")) {
      String value = segment.substring(segment.indexOf('=') + 1);
      values.add(value.equals(NULL) ? null : unescape(value));
    }
    return values;
  }

  /**
   * The partition that {@code file} lies in; empty where the names of its directories do not say.
   *
   * @param file as a reader's error names it, escaped once or twice
   */
  static String of(String file, List<String> columns) {
    List<String> values = new ArrayList<>();
    String[] segments = file.split("/");
    for (String column : columns) {
      String found = null;
      for (String segment : segments) {
        String name = unescape(unescape(segment));
        if (name.startsWith(column + "=")) {
          found = name.substring(column.length() + 1);
        }
      }
      if (found == null) {
        return "";
      }
      values.add(found.equals(NULL) ? null : found);
    }
    return of(columns, values);
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7f || "%/=\\:*?\"'<>|#{}[]^".indexOf(c) >= 0) {
        escaped.append("%%%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String unescape(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
