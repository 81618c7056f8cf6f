package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.Map;
import java.util.Optional;

/** The libraries of each cluster; they are called by the cluster's id. */
final class Libraries implements Port {
  private static final String API = "/api/2.0/libraries/";

  @Override
  public void read(Reading reading) {
    ObjectNode all = reading.api().get(API + "all-cluster-statuses", Map.of());
    all.path("statuses").forEach(status -> item(status).ifPresent(reading::found));
  }

  private static Optional<Item> item(JsonNode status) {
    String cluster = status.path("cluster_id").asText();
    ArrayNode libraries = Tree.array();
    for (JsonNode library : status.path("library_statuses")) {
      boolean leaving = library.path("status").asText().equals("UNINSTALL_ON_RESTART");
      boolean everywhere = library.path("is_library_for_all_clusters").asBoolean(false);
      if (!leaving && !everywhere) {
        libraries.add(library.path("library"));
      }
    }
    if (libraries.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode body = Tree.of("cluster_id", cluster);
    body.set("libraries", Tree.sorted(libraries));
    return Optional.of(Item.of(Kind.LIBRARIES, cluster, cluster, body));
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    return item(reading.api().get(API + "cluster-status", Map.of("cluster_id", id)));
  }

  @Override
  public String create(Writing writing, Item item) {
    String cluster = item.body().path("cluster_id").asText();
    send(writing.api(), "install", cluster, item.body().path("libraries"));
    return cluster;
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    send(writing.api(), "install", id, without(item.body(), there.body()));
    send(writing.api(), "uninstall", id, without(there.body(), item.body()));
  }

  private static JsonNode without(ObjectNode these, ObjectNode those) {
    ArrayNode left = Tree.array();
    for (JsonNode library : these.path("libraries")) {
      boolean found = false;
      for (JsonNode other : those.path("libraries")) {
        found |= other.equals(library);
      }
      if (!found) {
        left.add(library);
      }
    }
    return left;
  }

  private static void send(Api api, String what, String cluster, JsonNode libraries) {
    if (!libraries.isEmpty()) {
      ObjectNode sent = Tree.of("cluster_id", cluster);
      sent.set("libraries", libraries);
      api.set("POST", API + what, sent);
    }
  }

  @Override
  public void delete(Api api, String id, String key) {
    JsonNode now = api.get(API + "cluster-status", Map.of("cluster_id", id));
    item(now).ifPresent(item -> send(api, "uninstall", id, item.body().path("libraries")));
  }
}
