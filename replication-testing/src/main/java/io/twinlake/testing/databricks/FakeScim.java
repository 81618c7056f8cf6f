package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Users, groups and service principals. */
final class FakeScim implements FakeArea {
  private static final String PATH = "/api/2.0/preview/scim/v2/";
  static final String ADMIN = "admin@example.com";

  private final FakeState state;
  private final Map<String, FakeTable> tables = new TreeMap<>();

  FakeScim(FakeState state) {
    this.state = state;
    for (String resource : List.of("Users", "Groups", "ServicePrincipals")) {
      tables.put(resource, new FakeTable(state, resource, () -> "" + state.number()));
    }
    String admin = tables.get("Users").add(FakeJson.of("userName", ADMIN, "active", true));
    tables
        .get("Groups")
        .add(FakeJson.of("displayName", "admins", "members", List.of(Map.of("value", admin))));
    tables.get("Groups").add(FakeJson.of("displayName", "users"));
  }

  boolean knows(String principal, String name) {
    return switch (principal) {
      case "user_name" -> has("Users", "userName", name);
      case "group_name" -> has("Groups", "displayName", name);
      default -> has("ServicePrincipals", "applicationId", name);
    };
  }

  private boolean has(String resource, String field, String name) {
    return !tables
        .get(resource)
        .idsWhere(row -> row.path(field).asText().equalsIgnoreCase(name))
        .isEmpty();
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().startsWith(PATH)) {
      return Optional.empty();
    }
    String[] parts = call.after(PATH).split("/");
    if (parts[0].equals("Me")) {
      return Optional.of(FakeJson.of("userName", ADMIN));
    }
    FakeTable table = tables.get(parts[0]);
    if (table == null) {
      return Optional.empty();
    }
    if (parts.length == 1) {
      return Optional.of(
          call.method().equals("GET") ? list(parts[0], table, call) : add(parts[0], table, call));
    }
    return Optional.of(
        switch (call.method()) {
          case "GET" -> shown(parts[0], parts[1], table.get(parts[1]));
          case "PUT" -> replace(parts[0], table, parts[1], call);
          case "DELETE" -> {
            table.remove(parts[1]);
            yield FakeJson.object();
          }
          default -> throw new FakeError(405, "METHOD", call.method());
        });
  }

  private ObjectNode list(String resource, FakeTable table, FakeCall call) {
    int start = call.number("startIndex", 1) - 1;
    List<String> ids = new ArrayList<>((start == 0 ? table.listed() : table.rows()).keySet());
    int count = Math.min(state.pageSize(), call.number("count", state.pageSize()));
    ArrayNode page = FakeJson.array();
    ids.stream()
        .skip(start)
        .limit(count)
        .forEach(id -> page.add(shown(resource, id, table.get(id))));
    return FakeJson.of(
        "totalResults",
        ids.size(),
        "startIndex",
        start + 1,
        "itemsPerPage",
        page.size(),
        "Resources",
        page);
  }

  private ObjectNode shown(String resource, String id, ObjectNode row) {
    ObjectNode shown = row.deepCopy();
    shown.put("id", id);
    shown.set("schemas", FakeJson.array().add("urn:ietf:params:scim:schemas:core:2.0:" + resource));
    for (JsonNode member : shown.path("members")) {
      String value = member.path("value").asText();
      for (Map.Entry<String, FakeTable> table : tables.entrySet()) {
        if (table.getValue().has(value)) {
          ((ObjectNode) member).put("$ref", table.getKey() + "/" + value).put("display", "shown");
        }
      }
    }
    if (resource.equals("Groups")) {
      shown.set("meta", FakeJson.of("resourceType", "Group"));
    }
    return shown;
  }

  private static String key(String resource) {
    return switch (resource) {
      case "Users" -> "userName";
      case "Groups" -> "displayName";
      default -> "applicationId";
    };
  }

  private ObjectNode add(String resource, FakeTable table, FakeCall call) {
    ObjectNode row = checked(resource, call);
    String key = key(resource);
    String name = row.path(key).asText();
    if (has(resource, key, name)) {
      throw new FakeError(409, "409", resource + " with " + key + " " + name + " already exists.");
    }
    String id = table.add(row);
    return shown(resource, id, row);
  }

  private ObjectNode replace(String resource, FakeTable table, String id, FakeCall call) {
    ObjectNode row = checked(resource, call);
    String key = key(resource);
    if (!row.path(key)
        .asText()
        .toLowerCase(Locale.ROOT)
        .equals(table.get(id).path(key).asText().toLowerCase(Locale.ROOT))) {
      throw FakeError.invalid(key + " cannot change");
    }
    table.replace(id, row);
    return shown(resource, id, row);
  }

  private ObjectNode checked(String resource, FakeCall call) {
    ObjectNode row = call.body().deepCopy();
    row.remove(List.of("id", "schemas"));
    Set<String> allowed =
        Set.of(
            "userName",
            "displayName",
            "applicationId",
            "active",
            "externalId",
            "entitlements",
            "roles",
            "members",
            "emails",
            "name");
    row.fieldNames()
        .forEachRemaining(
            field -> {
              if (!allowed.contains(field)) {
                throw FakeError.invalid("Unknown attribute " + field + " of " + resource);
              }
            });
    for (JsonNode member : row.path("members")) {
      String value = member.path("value").asText();
      if (tables.values().stream().noneMatch(table -> table.has(value))) {
        throw FakeError.missing("Member " + value);
      }
    }
    return row;
  }
}
