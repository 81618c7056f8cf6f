package io.twinlake.workspace.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads lists to their end. A page may be empty and still not be the last. */
public final class Pages {
  private Pages() {}

  /**
   * Lists by page tokens.
   *
   * @param field the answer's field with the objects
   */
  public static void byToken(
      Api api, String path, Map<String, ?> query, String field, Consumer<ObjectNode> each) {
    Map<String, Object> asked = new LinkedHashMap<>(query);
    while (true) {
      ObjectNode page = api.get(path, asked);
      objects(page, field, each);
      String token = page.path("next_page_token").asText("");
      if (token.isEmpty()) {
        return;
      }
      asked.put("page_token", token);
    }
  }

  /** Lists what SCIM lists: by start index, until all that it counts were seen. */
  public static void byIndex(Api api, String path, int count, Consumer<ObjectNode> each) {
    int start = 1;
    while (true) {
      ObjectNode page = api.get(path, Map.of("startIndex", start, "count", count));
      int found = page.path("Resources").size();
      objects(page, "Resources", each);
      start += found;
      if (found == 0 || start > page.path("totalResults").asInt(0)) {
        return;
      }
    }
  }

  private static void objects(ObjectNode page, String field, Consumer<ObjectNode> each) {
    for (JsonNode item : page.path(field)) {
      each.accept((ObjectNode) item);
    }
  }
}
