package io.twinlake.core.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.nio.charset.StandardCharsets;

/**
 * The documents that Twinlake keeps: UTF-8 JSON, times as ISO-8601, each with {@code format:
 * name/major.minor}. A newer minor may add fields, which are ignored; an unknown major is refused.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .setSerializationInclusion(JsonInclude.Include.NON_ABSENT);

  private Json() {}

  /** One line. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Indented, for documents that people open. */
  public static byte[] document(Object value) {
    try {
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Reads one line back; what is not that type's JSON is an error that names {@code where}. */
  public static <T> T parse(String line, Class<T> type, String where) {
    try {
      return MAPPER.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw damaged(where, e);
    }
  }

  /**
   * Reads a document back.
   *
   * @param format the name and major that this version understands, {@code recovery-point/1}
   * @param where what to call the document in an error
   */
  public static <T> T parseDocument(byte[] document, String format, Class<T> type, String where) {
    try {
      JsonNode tree = MAPPER.readTree(new String(document, StandardCharsets.UTF_8));
      String found = tree.path("format").asText("");
      if (!found.startsWith(format + ".")) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "%s has format '%s'; this version reads %s.x. It was written by another version of Twinlake: use that one, or a newer one."
                .formatted(where, found, format));
      }
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw damaged(where, e);
    }
  }

  private static ReplicationException damaged(String where, JsonProcessingException cause) {
    return damaged(where, cause.getOriginalMessage(), cause);
  }

  /**
   * What is thrown for a document that is not what it should be.
   *
   * @param where what to call the document
   * @param why what is wrong with it, without a full stop
   */
  public static ReplicationException damaged(String where, String why, Exception cause) {
    return new ReplicationException(
        Effect.NONE_DO_NOT_RETRY,
        "%s is damaged: %s. Nothing was changed. Restore it from a copy, or rebuild the ledger."
            .formatted(where, why),
        cause);
  }
}
