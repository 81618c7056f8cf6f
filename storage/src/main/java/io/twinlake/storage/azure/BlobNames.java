package io.twinlake.storage.azure;

import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Blob names as they stand in URLs: every byte of the UTF-8 form that is not unreserved is percent
 * encoded, slashes too, so that no library on the way takes {@code x/../z} or {@code a//b} apart.
 *
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata">Naming
 *     blobs</a>
 */
final class BlobNames {
  private static final int MAX_CHARS = 1024;
  private static final int MAX_SEGMENTS = 254;
  private static final String UNRESERVED = "-._~";

  private BlobNames() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  /** The same with slashes left as they are: the Data Lake endpoint knows them as separators. */
  static String encodePath(String path) {
    return Stream.of(path.split("/", -1)).map(BlobNames::encode).collect(Collectors.joining("/"));
  }

  /** Why a hierarchical account cannot hold {@code name}: each segment is a file or directory. */
  static Optional<String> hierarchyProblem(String name) {
    return Stream.of(name.split("/", -1))
        .filter(segment -> Set.of("", ".", "..").contains(segment))
        .findFirst()
        .map(
            segment ->
                segment.isEmpty()
                    ? "a hierarchical account has no names with an empty segment"
                    : "a segment '" + segment + "' means a directory");
  }

  /**
   * Refuses a name that the service does not take or would give back differently.
   *
   * @param path the path below the store's root, for the message
   * @param name the whole name in the container
   */
  static void requireWritable(ObjectPath path, String name) {
    problem(name).ifPresent(why -> refuse(path, why));
  }

  /** Throws {@link StoreProblem#UNSUPPORTED_NAME}. */
  static void refuse(ObjectPath path, String why) {
    throw new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_NAME,
        "Azure Blob Storage cannot hold an object named '%s': %s. Nothing was written. Rename or exclude it."
            .formatted(printable(path.value()), why));
  }

  /** Whether no blob can have this name, so that looking for it is needless. */
  static boolean isImpossible(String name) {
    return problem(name).isPresent();
  }

  private static Optional<String> problem(String name) {
    if (name.length() > MAX_CHARS) {
      return Optional.of(
          "with its directory it has %d characters, more than %d"
              .formatted(name.length(), MAX_CHARS));
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("the service turns a backslash into a slash");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("it means a directory");
    }
    if (name.chars().filter(c -> c == '/').count() >= MAX_SEGMENTS) {
      return Optional.of("it has more than " + MAX_SEGMENTS + " path segments");
    }
    return name.chars()
        .filter(c -> Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF)
        .mapToObj(c -> "it has the control character U+" + "%04X".formatted(c))
        .findFirst()
        .or(() -> unencodable(name));
  }

  private static Optional<String> unencodable(String name) {
    try {
      ByteBuffer unused = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      return unused.hasRemaining() || name.isEmpty()
          ? Optional.empty()
          : Optional.of("it has no UTF-8 form");
    } catch (CharacterCodingException e) {
      return Optional.of("half a surrogate pair has no UTF-8 form");
    }
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.chars()
        .limit(200)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
                text.append(String.format(Locale.ROOT, "\\u%04X", c));
              } else {
                text.append((char) c);
              }
            });
    return name.length() > 200 ? text + "..." : text.toString();
  }
}
