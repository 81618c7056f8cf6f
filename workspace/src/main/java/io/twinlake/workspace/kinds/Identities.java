package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Users, service principals and groups, by SCIM. They are never removed: with a user go the objects
 * that belong to it.
 */
final class Identities implements Port {
  private static final String SCIM = "/api/2.0/preview/scim/v2/";
  private static final int PAGE = 100;

  /** The workspace itself says who is in it. */
  private static final String EVERYBODY = "users";

  private final Kind kind;
  private final String resource;
  private final String nameField;

  private Identities(Kind kind, String resource, String nameField) {
    this.kind = kind;
    this.resource = resource;
    this.nameField = nameField;
  }

  static Identities users() {
    return new Identities(Kind.USER, "Users", "userName");
  }

  static Identities servicePrincipals() {
    return new Identities(Kind.SERVICE_PRINCIPAL, "ServicePrincipals", "applicationId");
  }

  static Identities groups() {
    return new Identities(Kind.GROUP, "Groups", "displayName");
  }

  @Override
  public void read(Reading reading) {
    List<ObjectNode> listed = new ArrayList<>();
    Pages.byIndex(reading.api(), SCIM + resource, PAGE, listed::add);
    listed.forEach(raw -> reading.found(item(raw)));
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      return Optional.of(item(reading.api().get(SCIM + resource + "/" + id, Map.of())));
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Item item(ObjectNode raw) {
    String id = raw.path("id").asText();
    String name = raw.path(nameField).asText(id);
    ObjectNode body = Tree.object();
    body.put(nameField, name);
    for (String field : List.of("displayName", "active", "externalId")) {
      if (raw.has(field)) {
        body.set(field, raw.get(field));
      }
    }
    values(raw.path("entitlements"), "value").ifPresent(list -> body.set("entitlements", list));
    values(raw.path("roles"), "value").ifPresent(list -> body.set("roles", list));
    if (kind == Kind.GROUP && !name.equals(EVERYBODY)) {
      ArrayNode members = Tree.array();
      for (JsonNode member : raw.path("members")) {
        members.addObject().put(memberKind(member), member.path("value").asText());
      }
      if (!members.isEmpty()) {
        body.set("members", Tree.sorted(members));
      }
    }
    Fields.dropDefaults(body, Map.of("active", "true"));
    Fields.tidy(body);
    return Item.of(kind, id, kind == Kind.USER ? name.toLowerCase(Locale.ROOT) : name, body);
  }

  private static Optional<ArrayNode> values(JsonNode list, String field) {
    ArrayNode values = Tree.array();
    list.forEach(entry -> values.add(entry.path(field).asText()));
    return values.isEmpty() ? Optional.empty() : Optional.of(Tree.sorted(values));
  }

  private static String memberKind(JsonNode member) {
    String ref = member.path("$ref").asText();
    if (ref.startsWith("Groups/")) {
      return "group_id";
    }
    return ref.startsWith("ServicePrincipals/") ? "service_principal_id" : "user_id";
  }

  @Override
  public String create(Writing writing, Item item) {
    ObjectNode answer = writing.api().create(SCIM + resource, scim(item.body()));
    return answer.path("id").asText();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    ObjectNode body = scim(item.body());
    body.put("id", id);
    writing.api().set("PUT", SCIM + resource + "/" + id, body);
  }

  /** Back to what SCIM calls it. */
  private ObjectNode scim(ObjectNode body) {
    ObjectNode sent = body.deepCopy();
    for (String field : List.of("entitlements", "roles")) {
      if (sent.path(field) instanceof ArrayNode names) {
        ArrayNode values = Tree.array();
        names.forEach(name -> values.addObject().put("value", name.asText()));
        sent.set(field, values);
      }
    }
    if (sent.path("members") instanceof ArrayNode members) {
      ArrayNode values = Tree.array();
      members.forEach(
          member ->
              member
                  .properties()
                  .forEach(named -> values.addObject().put("value", named.getValue().asText())));
      sent.set("members", values);
    }
    sent.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:" + schema());
    return sent;
  }

  private String schema() {
    return switch (kind) {
      case USER -> "User";
      case GROUP -> "Group";
      default -> "ServicePrincipal";
    };
  }

  @Override
  public void delete(Api api, String id, String key) {
    throw new IllegalStateException("Nobody is ever removed: " + key);
  }
}
