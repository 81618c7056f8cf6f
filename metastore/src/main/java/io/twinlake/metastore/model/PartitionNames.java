package io.twinlake.metastore.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names partitions as Hive does: {@code d=2026-01-01/h=a%2Fb}. */
public final class PartitionNames {
  private static final String ESCAPED = "\"#%'*/:=?\\\u007F{[]^";
  private static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

  private PartitionNames() {}

  /** Names of the columns that {@code table} is partitioned by. */
  public static List<String> keys(JsonNode table) {
    List<String> keys = new ArrayList<>();
    table.path("partitionKeys").forEach(key -> keys.add(key.path("name").asText()));
    return keys;
  }

  /** The name of {@code partition} of a table with these {@code keys}. */
  public static String of(List<String> keys, JsonNode partition) {
    JsonNode values = partition.path("values");
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      if (i > 0) {
        name.append('/');
      }
      name.append(escaped(keys.get(i).toLowerCase(Locale.ROOT)))
          .append('=')
          .append(escaped(values.path(i).asText("")));
    }
    return name.toString();
  }

  private static String escaped(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
        escaped.append("%%%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
