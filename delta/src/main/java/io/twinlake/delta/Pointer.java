package io.twinlake.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@code _last_checkpoint}, understood. See "Last Checkpoint File" and "JSON checksum" in Delta's
 * PROTOCOL.md.
 *
 * @param version of the checkpoint that it names
 * @param checksum what it says of itself; empty where its writer left that out
 * @param canonical its content in the form that the checksum is of
 */
record Pointer(long version, Optional<String> checksum, String canonical) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  /**
   * Reads one.
   *
   * @throws BrokenLogException if it is none
   */
  static Pointer of(String json) {
    Map<String, String> leaves = new TreeMap<>();
    try (JsonParser in = JSON.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new BrokenLogException("it is no JSON object");
      }
      leaves(in, "", leaves);
      if (in.nextToken() != null) {
        throw new BrokenLogException("it goes on behind its end");
      }
    } catch (IOException e) {
      throw new BrokenLogException("it is not whole JSON");
    }
    Optional<String> checksum = Optional.ofNullable(leaves.remove("\"checksum\""));
    long version;
    try {
      version = Long.parseLong(leaves.getOrDefault("\"version\"", ""));
    } catch (NumberFormatException e) {
      throw new BrokenLogException("it names no version");
    }
    StringBuilder canonical = new StringBuilder();
    leaves.forEach(
        (path, value) ->
            canonical
                .append(canonical.isEmpty() ? "" : ",")
                .append(path)
                .append('=')
                .append(value));
    return new Pointer(
        version, checksum.map(c -> c.substring(1, c.length() - 1)), canonical.toString());
  }

  /** Whether it fits its own checksum, if it has one. */
  boolean isWhole() {
    return checksum.isEmpty() || checksum.get().equalsIgnoreCase(md5(canonical));
  }

  static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }

  /** Reads up to the end of the object or array that was just begun. */
  private static void leaves(JsonParser in, String path, Map<String, String> into)
      throws IOException {
    boolean array = in.currentToken() == JsonToken.START_ARRAY;
    for (int i = 0; ; i++) {
      JsonToken token = in.nextToken();
      if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        return;
      }
      String name = String.valueOf(i);
      if (!array) {
        name = quoted(in.currentName());
        token = in.nextToken();
      }
      String at = path.isEmpty() ? name : path + "+" + name;
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        leaves(in, at, into);
      } else {
        into.put(at, token == JsonToken.VALUE_STRING ? quoted(in.getText()) : in.getText());
      }
    }
  }

  /** Percent-encoded as RFC 3986 has it, in quotes. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return out.append('"').toString();
  }
}
