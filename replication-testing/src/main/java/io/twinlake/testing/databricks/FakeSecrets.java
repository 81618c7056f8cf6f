package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Secret scopes, their values and who may read them. */
final class FakeSecrets implements FakeArea {
  private static final String PATH = "/api/2.0/secrets/";

  private record Value(String text, long changed) {}

  private static final class Scope {
    final ObjectNode vault;
    final Map<String, Value> values = new TreeMap<>();
    final Map<String, String> acls = new TreeMap<>();
    int unseen;

    Scope(ObjectNode vault) {
      this.vault = vault;
    }
  }

  private final FakeState state;
  private final Map<String, Scope> scopes = new TreeMap<>();

  FakeSecrets(FakeState state) {
    this.state = state;
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().startsWith(PATH)) {
      return Optional.empty();
    }
    String what = call.after(PATH);
    String name = call.text("scope");
    return Optional.of(
        switch (what) {
          case "scopes/list" -> list();
          case "scopes/create" -> create(name, call);
          case "scopes/delete" -> {
            scope(name);
            scopes.remove(name);
            yield FakeJson.object();
          }
          default -> inScope(what, scope(name), call);
        });
  }

  boolean has(String scope, String key) {
    return scopes.containsKey(scope) && scopes.get(scope).values.containsKey(key);
  }

  private Scope scope(String name) {
    Scope scope = scopes.get(name);
    if (scope == null) {
      throw FakeError.missing("Scope " + name);
    }
    return scope;
  }

  private ObjectNode list() {
    ArrayNode list = FakeJson.array();
    scopes.forEach(
        (name, scope) -> {
          if (scope.unseen-- > 0) {
            return;
          }
          ObjectNode shown = list.addObject().put("name", name);
          shown.put("backend_type", scope.vault == null ? "DATABRICKS" : "AZURE_KEYVAULT");
          if (scope.vault != null) {
            shown.set("keyvault_metadata", scope.vault);
          }
        });
    return FakeJson.of("scopes", list);
  }

  private ObjectNode create(String name, FakeCall call) {
    if (scopes.containsKey(name)) {
      throw FakeError.exists("Scope " + name);
    }
    boolean vault = call.text("scope_backend_type").equals("AZURE_KEYVAULT");
    if (vault && !state.keyVaults()) {
      throw new FakeError(
          400,
          "INVALID_PARAMETER_VALUE",
          "Scope with Azure KeyVault must have userAADToken defined!");
    }
    Scope scope = new Scope(vault ? (ObjectNode) call.body().path("backend_azure_keyvault") : null);
    scope.acls.put(FakeScim.ADMIN, "MANAGE");
    scope.unseen = state.lag();
    scopes.put(name, scope);
    return FakeJson.object();
  }

  private ObjectNode inScope(String what, Scope scope, FakeCall call) {
    String key = call.text("key");
    switch (what) {
      case "list":
        ArrayNode keys = FakeJson.array();
        scope.values.forEach(
            (k, v) -> keys.addObject().put("key", k).put("last_updated_timestamp", v.changed()));
        return keys.isEmpty() ? FakeJson.object() : FakeJson.of("secrets", keys);
      case "get":
        if (!scope.values.containsKey(key)) {
          throw FakeError.missing("Secret " + key);
        }
        byte[] bytes = scope.values.get(key).text().getBytes(StandardCharsets.UTF_8);
        return FakeJson.of("key", key, "value", Base64.getEncoder().encodeToString(bytes));
      case "put":
        if (scope.vault != null) {
          throw new FakeError(400, "BAD_REQUEST", "Cannot write secrets to Azure KeyVault");
        }
        String text =
            call.body().has("bytes_value")
                ? new String(
                    Base64.getDecoder().decode(call.text("bytes_value")), StandardCharsets.UTF_8)
                : call.text("string_value");
        scope.values.put(key, new Value(text, state.tick()));
        return FakeJson.object();
      case "acls/list":
        ArrayNode acls = FakeJson.array();
        scope.acls.forEach(
            (who, may) -> acls.addObject().put("principal", who).put("permission", may));
        return FakeJson.of("items", acls);
      case "acls/put":
        String who = call.text("principal");
        if (!state.scim().knows("user_name", who)
            && !state.scim().knows("group_name", who)
            && !state.scim().knows("service_principal_name", who)) {
          throw FakeError.missing("Principal " + who);
        }
        scope.acls.put(who, call.text("permission"));
        return FakeJson.object();
      case "acls/delete":
        scope.acls.remove(call.text("principal"));
        return FakeJson.object();
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }
}
