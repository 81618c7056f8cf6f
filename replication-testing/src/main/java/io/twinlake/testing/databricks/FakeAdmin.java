package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Notification destinations, whose addresses are not shown, and lists of addresses that may in. */
final class FakeAdmin implements FakeArea {
  private static final String DESTINATIONS = "/api/2.0/notification-destinations";
  private static final String LISTS = "/api/2.0/ip-access-lists";

  private final FakeState state;
  private final FakeTable destinations;
  private final FakeTable lists;

  FakeAdmin(FakeState state) {
    this.state = state;
    destinations = new FakeTable(state, "Notification destination", state::uuid);
    lists = new FakeTable(state, "IP access list", state::uuid);
  }

  boolean hasDestination(String id) {
    return destinations.has(id);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (call.path().startsWith(DESTINATIONS)) {
      return Optional.of(destinations(call.after(DESTINATIONS), call));
    }
    if (call.path().startsWith(LISTS)) {
      return Optional.of(lists(call.after(LISTS), call));
    }
    return Optional.empty();
  }

  private ObjectNode destinations(String rest, FakeCall call) {
    String id = rest.isEmpty() ? "" : rest.substring(1);
    if (id.isEmpty() && call.method().equals("GET")) {
      return destinations.page(
          call, "results", state.pageSize(), row -> shown(row).without(List.of("config")), "id");
    }
    switch (call.method()) {
      case "GET":
        return shown(destinations.get(id).deepCopy()).put("id", id);
      case "POST":
        ObjectNode row = call.body().deepCopy();
        if (row.has("destination_type") || row.path("config").isEmpty()) {
          throw FakeError.invalid("A destination has a display_name and a config");
        }
        return FakeJson.of("id", destinations.add(row));
      case "PATCH":
        destinations.get(id).setAll(call.body().deepCopy());
        return FakeJson.object();
      default:
        destinations.remove(id);
        return FakeJson.object();
    }
  }

  private static ObjectNode shown(ObjectNode row) {
    String type = row.path("config").fieldNames().next();
    row.put("destination_type", type.toUpperCase(Locale.ROOT));
    if (!type.equals("email")) {
      row.set("config", FakeJson.of(type, FakeJson.of("url_set", true)));
    }
    return row;
  }

  private ObjectNode lists(String rest, FakeCall call) {
    String id = rest.isEmpty() ? "" : rest.substring(1);
    if (id.isEmpty() && call.method().equals("GET")) {
      ArrayNode all = FakeJson.array();
      lists.listed().forEach((key, row) -> all.add(list(key, row)));
      return FakeJson.of("ip_access_lists", all);
    }
    switch (call.method()) {
      case "POST":
        if (call.body().has("enabled")) {
          throw FakeError.invalid("Unknown field enabled");
        }
        String made = lists.add(call.body().deepCopy().put("enabled", true));
        return FakeJson.of("ip_access_list", list(made, lists.get(made)));
      case "PUT":
        lists.replace(id, call.body().deepCopy());
        return FakeJson.object();
      default:
        lists.remove(id);
        return FakeJson.object();
    }
  }

  private static ObjectNode list(String id, ObjectNode row) {
    return row.deepCopy()
        .put("list_id", id)
        .put("address_count", row.path("ip_addresses").size())
        .put("created_by", 1L)
        .put("created_at", 1L);
  }
}
