package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may do what with which object. */
final class FakePermissions implements FakeArea {
  private static final String PATH = "/api/2.0/permissions/";
  private static final List<String> PRINCIPALS =
      List.of("user_name", "group_name", "service_principal_name");
  private static final Set<String> OWNED = Set.of("jobs", "pipelines", "sql/warehouses");

  private record Right(String principal, String name, String level) {}

  private final FakeState state;
  private final Map<String, List<Right>> direct = new HashMap<>();

  FakePermissions(FakeState state) {
    this.state = state;
  }

  /** What a new object's maker gets. */
  void made(String type, String id) {
    direct.put(
        type + "/" + id,
        new ArrayList<>(
            List.of(
                new Right(
                    "user_name",
                    FakeScim.ADMIN,
                    OWNED.contains(type) ? "IS_OWNER" : "CAN_MANAGE"))));
  }

  /** An object that begins without rights of its own. */
  void known(String type, String id) {
    direct.put(type + "/" + id, new ArrayList<>());
  }

  void gone(String type, String id) {
    direct.remove(type + "/" + id);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().startsWith(PATH)) {
      return Optional.empty();
    }
    String object = call.after(PATH);
    List<Right> rights = direct.get(object);
    if (rights == null) {
      throw FakeError.missing(object);
    }
    if (!call.method().equals("GET")) {
      List<Right> wanted = rights(call.body().path("access_control_list"));
      if (call.method().equals("PATCH")) {
        List<Right> merged = new ArrayList<>(rights);
        merged.removeIf(r -> wanted.stream().anyMatch(w -> w.name().equals(r.name())));
        merged.addAll(wanted);
        check(object, merged);
        direct.put(object, merged);
      } else {
        check(object, wanted);
        direct.put(object, wanted);
      }
    }
    return Optional.of(shown(object));
  }

  private List<Right> rights(JsonNode list) {
    List<Right> rights = new ArrayList<>();
    for (JsonNode entry : list) {
      for (String principal : PRINCIPALS) {
        if (entry.has(principal)) {
          String name = entry.path(principal).asText();
          if (!state.scim().knows(principal, name)) {
            throw FakeError.missing("Principal: " + name);
          }
          rights.add(new Right(principal, name, entry.path("permission_level").asText()));
        }
      }
    }
    return rights;
  }

  private static void check(String object, List<Right> rights) {
    String type = object.substring(0, object.lastIndexOf('/'));
    List<Right> owners = rights.stream().filter(r -> r.level().equals("IS_OWNER")).toList();
    if (OWNED.contains(type)) {
      if (owners.size() != 1) {
        throw FakeError.invalid("The " + type + " must have exactly one owner.");
      }
      if (owners.get(0).principal().equals("group_name")) {
        throw FakeError.invalid("Groups cannot be owners.");
      }
    } else if (!owners.isEmpty()) {
      throw FakeError.invalid("IS_OWNER is not a permission of " + type);
    }
  }

  private ObjectNode shown(String object) {
    ArrayNode list = FakeJson.array();
    for (Right right : direct.get(object)) {
      ObjectNode entry = list.addObject().put(right.principal(), right.name());
      entry.put("display_name", right.name());
      entry
          .putArray("all_permissions")
          .addObject()
          .put("permission_level", right.level())
          .put("inherited", false);
    }
    ObjectNode admins = list.addObject().put("group_name", "admins");
    ObjectNode inherited = admins.putArray("all_permissions").addObject();
    inherited.put("permission_level", "CAN_MANAGE").put("inherited", true);
    inherited.putArray("inherited_from_object").add("/above/");
    ObjectNode answer = FakeJson.of("object_id", "/" + object, "object_type", "object");
    answer.set("access_control_list", list);
    return answer;
  }
}
