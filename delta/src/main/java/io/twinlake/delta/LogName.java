package io.twinlake.delta;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file directly below {@code _delta_log/}, understood. See "Delta Log Entries" and
 * "Checkpoints" in Delta's PROTOCOL.md.
 *
 * @param kind what it is
 * @param version its version; for a compaction the first one that it covers
 * @param to for a compaction the last version that it covers, else {@code version}
 * @param part for a part of a checkpoint which one, from 1; else 1
 * @param parts how many parts that checkpoint has; else 1
 * @param writer what tells two checkpoints of one version apart: their form, or their UUID
 */
record LogName(Kind kind, long version, long to, int part, int parts, String writer) {

  /** What a file of the log is. */
  enum Kind {
    /** {@code N.json}. */
    COMMIT,
    /** {@code N.crc}: what the writer believed of the version. */
    CHECKSUM,
    /** {@code N.checkpoint.parquet}, or one of its parts, or a checkpoint with a UUID. */
    CHECKPOINT,
    /** {@code X.Y.compacted.json}. */
    COMPACTED
  }

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{20})(?:(\\.json)|(\\.crc)|\\.(\\d{20})\\.compacted\\.json"
              + "|\\.checkpoint(?:\\.(\\d{10})\\.(\\d{10})|\\.([^./]+))?\\.(parquet|json))");

  /** Empty for anything that readers of Delta ignore, and for numbers beyond 2^63 - 1. */
  static Optional<LogName> of(String name) {
    Matcher form = FORM.matcher(name);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      long version = Long.parseLong(form.group(1));
      if (form.group(2) != null) {
        return Optional.of(new LogName(Kind.COMMIT, version, version, 1, 1, ""));
      }
      if (form.group(3) != null) {
        return Optional.of(new LogName(Kind.CHECKSUM, version, version, 1, 1, ""));
      }
      if (form.group(4) != null) {
        long to = Long.parseLong(form.group(4));
        return to < version
            ? Optional.empty()
            : Optional.of(new LogName(Kind.COMPACTED, version, to, 1, 1, ""));
      }
      return checkpoint(form, version);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<LogName> checkpoint(Matcher form, long version) {
    boolean json = form.group(8).equals("json");
    if (form.group(5) != null) {
      int part = Integer.parseInt(form.group(5));
      int parts = Integer.parseInt(form.group(6));
      return json || part < 1 || part > parts
          ? Optional.empty()
          : Optional.of(
              new LogName(Kind.CHECKPOINT, version, version, part, parts, "parts-" + parts));
    }
    if (form.group(7) != null) {
      return Optional.of(
          new LogName(
              Kind.CHECKPOINT, version, version, 1, 1, form.group(7) + "." + form.group(8)));
    }
    return json
        ? Optional.empty()
        : Optional.of(new LogName(Kind.CHECKPOINT, version, version, 1, 1, ""));
  }

  /** Whether the name carries a UUID, as the second form of checkpoints does. */
  boolean hasUuid() {
    return kind == Kind.CHECKPOINT
        && parts == 1
        && !writer.isEmpty()
        && !writer.startsWith("parts-");
  }

  /** The twenty digits of {@code version}. */
  static String digits(long version) {
    return "%020d".formatted(version);
  }

  /** The name of the commit of {@code version}. */
  static String commit(long version) {
    return digits(version) + ".json";
  }
}
