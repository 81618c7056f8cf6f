package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Secret scopes: their names, the names of their secrets, and who may read them. Values never pass
 * here.
 */
final class Secrets implements Port {
  private static final String API = "/api/2.0/secrets/";
  private static final String VAULT = "AZURE_KEYVAULT";

  @Override
  public void read(Reading reading) {
    List<ObjectNode> scopes = new ArrayList<>();
    reading
        .api()
        .get(API + "scopes/list", Map.of())
        .path("scopes")
        .forEach(scope -> scopes.add((ObjectNode) scope));
    reading.each(
        Kind.SECRET_SCOPE,
        scopes,
        raw -> raw.path("name").asText(),
        raw -> reading.found(item(reading.api(), raw)));
  }

  private static Item item(Api api, ObjectNode raw) {
    String name = raw.path("name").asText();
    ObjectNode body = Tree.of("name", name, "backend_type", raw.path("backend_type").asText());
    if (raw.path("keyvault_metadata") instanceof ObjectNode vault) {
      body.set("keyvault_metadata", vault);
    } else {
      ArrayNode keys = Tree.array();
      api.get(API + "list", Map.of("scope", name))
          .path("secrets")
          .forEach(secret -> keys.add(secret.path("key").asText()));
      body.set("secrets", Tree.sorted(keys));
    }
    ArrayNode acls = Tree.array();
    for (JsonNode acl : api.get(API + "acls/list", Map.of("scope", name)).path("items")) {
      acls.addObject()
          .put("principal", acl.path("principal").asText())
          .put("permission", acl.path("permission").asText());
    }
    body.set("acls", Tree.sorted(acls));
    Fields.tidy(body);
    return Item.of(Kind.SECRET_SCOPE, name, name, body);
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    for (JsonNode scope : reading.api().get(API + "scopes/list", Map.of()).path("scopes")) {
      if (scope.path("name").asText().equals(key)) {
        return Optional.of(item(reading.api(), (ObjectNode) scope));
      }
    }
    return Optional.empty();
  }

  @Override
  public String create(Writing writing, Item item) {
    Api api = writing.api();
    ObjectNode body = item.body();
    ObjectNode sent = Tree.of("scope", item.key());
    if (body.path("backend_type").asText().equals(VAULT)) {
      sent.put("scope_backend_type", VAULT);
      sent.set("backend_azure_keyvault", body.path("keyvault_metadata"));
    }
    try {
      api.create(API + "scopes/create", sent);
    } catch (ApiException e) {
      if (e.problem() != ApiProblem.EXISTS) {
        throw e;
      }
    }
    acls(api, item, Tree.array());
    return item.key();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    acls(writing.api(), item, there.body().path("acls"));
  }

  private static void acls(Api api, Item item, JsonNode there) {
    List<JsonNode> before = new ArrayList<>();
    there.forEach(before::add);
    for (JsonNode acl : item.body().path("acls")) {
      if (!before.remove(acl)) {
        ObjectNode sent = Tree.of("scope", item.key());
        sent.setAll((ObjectNode) acl);
        api.set("POST", API + "acls/put", sent);
      }
    }
    for (JsonNode gone : before) {
      boolean stays = false;
      for (JsonNode acl : item.body().path("acls")) {
        stays |= acl.path("principal").equals(gone.path("principal"));
      }
      if (!stays) {
        api.delete(
            "POST",
            API + "acls/delete",
            Tree.of("scope", item.key(), "principal", gone.path("principal").asText()));
      }
    }
  }

  @Override
  public void delete(Api api, String id, String key) {
    api.delete("POST", API + "scopes/delete", Tree.of("scope", key));
  }
}
