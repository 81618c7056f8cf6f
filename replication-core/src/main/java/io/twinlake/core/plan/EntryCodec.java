package io.twinlake.core.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinlake.core.json.Json;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.Map;

/**
 * Writes a listed object as one line of JSON and reads it back: the form in which listings travel
 * between the JVMs of a cluster.
 */
public final class EntryCodec {
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Line(
      @JsonProperty("path") String path,
      @JsonProperty("len") long sizeBytes,
      @JsonProperty("v") String version,
      @JsonProperty("at") String modifiedAt,
      @JsonProperty("type") String type,
      @JsonProperty("headers") Map<String, String> headers,
      @JsonProperty("user") Map<String, String> user) {}

  private EntryCodec() {}

  public static String encode(ObjectEntry entry) {
    return Json.line(
        new Line(
            entry.path().value(),
            entry.sizeBytes(),
            entry.version().encoded(),
            entry.modifiedAt().toString(),
            entry.type() == ObjectType.FILE ? "" : entry.type().name(),
            entry.metadata().headers(),
            entry.metadata().user()));
  }

  public static ObjectEntry decode(String text) {
    Line line = Json.parse(text, Line.class, "A listed object in transit");
    return new ObjectEntry(
        ObjectPath.of(line.path()),
        line.sizeBytes(),
        ObjectVersion.decode(line.version()),
        Instant.parse(line.modifiedAt()),
        line.type() == null ? ObjectType.FILE : ObjectType.valueOf(line.type()),
        ObjectMetadata.of(
            line.headers() == null ? Map.of() : line.headers(),
            line.user() == null ? Map.of() : line.user()));
  }
}
