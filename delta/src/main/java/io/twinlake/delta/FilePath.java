package io.twinlake.delta;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The places of files as a log writes them. A path is a URI: percent-encoded once over the name
 * that the store has, so it is decoded exactly once.
 */
final class FilePath {
  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*|/.*", Pattern.DOTALL);
  private static final String Z85 =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  private static final int ENCODED_UUID = 20;
  private static final Pattern VECTOR =
      Pattern.compile("(?:(.+)/)?deletion_vector_([0-9a-f-]{36})\\.bin", Pattern.DOTALL);

  private FilePath() {}

  /** Whether a path names a place outside of its table, or its own by its whole name. */
  static boolean isAbsolute(String written) {
    return ABSOLUTE.matcher(written).matches();
  }

  /**
   * The path below the table's root, as the store names it.
   *
   * @throws BrokenLogException if it is not one
   */
  static String relative(String written) {
    String decoded = decode(written);
    boolean outside = decoded.isEmpty() || decoded.startsWith("/") || decoded.endsWith("/");
    for (String segment : decoded.split("/", -1)) {
      outside |= segment.isEmpty() || segment.equals("..") || segment.equals(".");
    }
    if (outside) {
      throw new BrokenLogException(
          "the path '%s' leads out of the table".formatted(shown(written)));
    }
    return decoded;
  }

  private static String decode(String written) {
    if (written.indexOf('%') < 0) {
      return written;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    int i = 0;
    while (i < written.length()) {
      int codePoint = written.codePointAt(i);
      if (codePoint == '%') {
        int high = i + 2 < written.length() ? Character.digit(written.charAt(i + 1), 16) : -1;
        int low = i + 2 < written.length() ? Character.digit(written.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new BrokenLogException(
              "the path '%s' is not percent-encoded".formatted(shown(written)));
        }
        bytes.write(high * 16 + low);
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BrokenLogException("the path '%s' is no UTF-8".formatted(shown(written)));
    }
  }

  /**
   * Where the file of a deletion vector lies below the table's root; empty for one that is inline.
   *
   * @param storage {@code u}, {@code i} or {@code p}
   * @param pathOrInline what the descriptor says
   * @throws BrokenLogException if the descriptor is not understood
   */
  static Optional<String> ofDeletionVector(String storage, String pathOrInline) {
    return switch (storage) {
      case "i" -> Optional.empty();
      case "u" -> Optional.of(relativeVector(pathOrInline));
      case "p" -> throw new AbsolutePathException(pathOrInline);
      default ->
          throw new BrokenLogException(
              "a deletion vector is stored in the unknown way '%s'".formatted(shown(storage)));
    };
  }

  private static String relativeVector(String encoded) {
    int prefix = encoded.length() - ENCODED_UUID;
    if (prefix < 0) {
      throw new BrokenLogException(
          "the deletion vector '%s' has no UUID".formatted(shown(encoded)));
    }
    ByteBuffer bytes = ByteBuffer.allocate(16);
    for (int i = prefix; i < encoded.length(); i += 5) {
      long word = 0;
      for (int j = i; j < i + 5; j++) {
        int digit = Z85.indexOf(encoded.charAt(j));
        if (digit < 0) {
          throw new BrokenLogException(
              "the deletion vector '%s' is not in base 85".formatted(shown(encoded)));
        }
        word = word * 85 + digit;
      }
      if (word > 0xffffffffL) {
        throw new BrokenLogException(
            "the deletion vector '%s' is not in base 85".formatted(shown(encoded)));
      }
      bytes.putInt((int) word);
    }
    bytes.flip();
    UUID uuid = new UUID(bytes.getLong(), bytes.getLong());
    String name = "deletion_vector_" + uuid + ".bin";
    return prefix == 0 ? name : encoded.substring(0, prefix) + "/" + name;
  }

  /** A path as a log writes it. */
  static String encoded(String path) {
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "/-._~=".indexOf(b) >= 0;
      out.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return out.toString();
  }

  /**
   * How a descriptor names a file of deletion vectors below the table's root; empty if the file is
   * not called as such files are.
   */
  static Optional<String> encodedVector(String path) {
    Matcher name = VECTOR.matcher(path);
    if (!name.matches()) {
      return Optional.empty();
    }
    UUID uuid = UUID.fromString(name.group(2));
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip();
    StringBuilder out = new StringBuilder();
    while (bytes.hasRemaining()) {
      long word = bytes.getInt() & 0xffffffffL;
      char[] digits = new char[5];
      for (int i = 4; i >= 0; i--) {
        digits[i] = Z85.charAt((int) (word % 85));
        word /= 85;
      }
      out.append(digits);
    }
    return Optional.of((name.group(1) == null ? "" : name.group(1)) + out);
  }

  static String shown(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
