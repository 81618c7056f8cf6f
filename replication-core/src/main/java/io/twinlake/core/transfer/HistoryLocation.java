package io.twinlake.core.transfer;

import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where kept bytes are, in one unambiguous text for the ledger.
 *
 * <p>The text is the root's, with a slash at its end, followed by the path with every byte of its
 * UTF-8 form percent-encoded but the unreserved ones of RFC 3986 ({@code A-Z a-z 0-9 - . _ ~}) and
 * the slash: {@code a%2Fb} becomes {@code a%252Fb}, {@code a b} becomes {@code a%20b}, {@code a//b}
 * and {@code x/../z} stay as they are. Nobody may normalise it.
 *
 * @param root a root of the store
 * @param path below that root, raw
 */
public record HistoryLocation(URI root, ObjectPath path) implements Serializable {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  public HistoryLocation {
    Objects.requireNonNull(root);
    Objects.requireNonNull(path);
  }

  /**
   * Reads {@link #text()} back, as seen from the top of its store: the container, or the file
   * system.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static HistoryLocation parse(String text) {
    int colon = text.indexOf(":/");
    int top = text.startsWith("://", colon) ? text.indexOf('/', colon + 3) : colon + 1;
    if (colon < 1 || top < 0 || top == text.length() - 1) {
      throw new IllegalArgumentException("Not the place of an object: " + text);
    }
    return new HistoryLocation(
        URI.create(text.substring(0, top + 1)), ObjectPath.of(decode(text.substring(top + 1))));
  }

  /** The whole as text. */
  public String text() {
    String top = root.toString();
    return (top.endsWith("/") ? top : top + "/") + encode(path.value());
  }

  @Override
  public String toString() {
    return text();
  }

  private static String encode(String raw) {
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(raw));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("A path that is no Unicode has no place: " + raw, e);
    }
    StringBuilder text = new StringBuilder(raw.length());
    while (bytes.hasRemaining()) {
      int b = bytes.get() & 0xff;
      if (UNRESERVED.indexOf(b) >= 0) {
        text.append((char) b);
      } else {
        text.append("%%%02X".formatted(b));
      }
    }
    return text.toString();
  }

  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()) {
          throw new IllegalArgumentException("Not percent-encoded: " + text);
        }
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        throw new IllegalArgumentException("Not percent-encoded: " + text);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
