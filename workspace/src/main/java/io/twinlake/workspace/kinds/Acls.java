package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads and writes the rights on one object. Inherited ones are left to the object above. */
public final class Acls {
  private static final List<String> PRINCIPALS = List.of("user", "group", "service_principal");

  private Acls() {}

  /** The rights that were given on the object itself, in a fixed order. */
  public static ArrayNode read(Api api, Kind kind, String id) {
    return normalised(api.get(path(kind, id), Map.of()).path("access_control_list"));
  }

  private static String path(Kind kind, String id) {
    return "/api/2.0/permissions/" + kind.permissions() + "/" + id;
  }

  static ArrayNode normalised(JsonNode entries) {
    ArrayNode direct = Tree.array();
    for (JsonNode entry : entries) {
      for (JsonNode permission : entry.path("all_permissions")) {
        if (permission.path("inherited").asBoolean(false)) {
          continue;
        }
        for (String principal : PRINCIPALS) {
          String name = entry.path(field(principal)).asText("");
          if (!name.isEmpty()) {
            ObjectNode right = direct.addObject();
            right.put(principal, principal.equals("user") ? name.toLowerCase(Locale.ROOT) : name);
            right.put("level", permission.path("permission_level").asText());
          }
        }
      }
    }
    return Tree.sorted(direct);
  }

  private static String field(String principal) {
    return principal.equals("service_principal") ? "service_principal_name" : principal + "_name";
  }

  /** Replaces the rights on the object by {@code rights}. */
  public static void write(Api api, Kind kind, String id, ArrayNode rights) {
    ArrayNode list = Tree.array();
    for (JsonNode right : rights) {
      ObjectNode entry = list.addObject();
      for (String principal : PRINCIPALS) {
        if (right.has(principal)) {
          entry.put(field(principal), right.path(principal).asText());
        }
      }
      entry.put("permission_level", right.path("level").asText());
    }
    api.set("PUT", path(kind, id), Tree.of("access_control_list", list));
  }
}
