package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a checkpoint by its name, as Spark's {@code StreamExecution} lays checkpoints out.
 *
 * @param kind what it is
 * @param number its batch; for state the version that it leads to; -1 for what has none
 * @param group for the log of a source its number, for state the directory; else empty
 */
record CheckpointFile(Kind kind, long number, String group) {

  /** What a file of a checkpoint is. */
  enum Kind {
    /** {@code metadata}: the query's identity. */
    IDENTITY,
    /** {@code offsets/N}: what batch N reads, written before it runs. */
    OFFSET,
    /** {@code commits/N}: batch N is done. */
    COMMIT,
    /** {@code sources/I/N}: what a source has found, for files by their whole names. */
    SOURCE,
    /** Below {@code state/}: a version of the state, or what all versions need. */
    STATE
  }

  private static final Pattern BATCH = Pattern.compile("(offsets|commits)/(\\d{1,18})");
  private static final Pattern SOURCE =
      Pattern.compile("sources/(\\d{1,9})/(\\d{1,18})(?:\\.compact)?");
  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,18})(?:_[^./]+)?\\.(?:delta|snapshot|zip|changelog)");

  /** Empty for what no query reads, such as temporary files and local checksums. */
  static Optional<CheckpointFile> of(ObjectPath path) {
    String text = path.value();
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty() || segment.startsWith(".") || segment.startsWith("__")) {
        return Optional.empty();
      }
    }
    if (text.equals("metadata")) {
      return Optional.of(new CheckpointFile(Kind.IDENTITY, -1, ""));
    }
    Matcher batch = BATCH.matcher(text);
    if (batch.matches()) {
      Kind kind = batch.group(1).equals("offsets") ? Kind.OFFSET : Kind.COMMIT;
      return Optional.of(new CheckpointFile(kind, Long.parseLong(batch.group(2)), ""));
    }
    Matcher source = SOURCE.matcher(text);
    if (source.matches()) {
      return Optional.of(
          new CheckpointFile(Kind.SOURCE, Long.parseLong(source.group(2)), source.group(1)));
    }
    if (text.startsWith("sources/")) {
      return Optional.of(new CheckpointFile(Kind.SOURCE, -1, ""));
    }
    if (text.startsWith("state/")) {
      Matcher version = VERSION.matcher(path.name());
      String directory = text.substring(0, text.length() - path.name().length());
      return Optional.of(
          version.matches()
              ? new CheckpointFile(Kind.STATE, Long.parseLong(version.group(1)), directory)
              : new CheckpointFile(Kind.STATE, -1, directory));
    }
    return Optional.empty();
  }
}
