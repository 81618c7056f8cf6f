package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Git folders. What was not committed to their remote stays behind. */
final class Repos implements Port {
  private static final String API = "/api/2.0/repos";

  /** Without a prefix a workspace lists the first of these only. */
  private static final List<String> PLACES =
      List.of("/Repos", "/Workspace/Users", "/Workspace/Shared");

  @Override
  public void read(Reading reading) {
    Map<String, Item> found = new LinkedHashMap<>();
    for (String place : PLACES) {
      Pages.byToken(
          reading.api(),
          API,
          Map.of("path_prefix", place),
          "repos",
          raw -> found.put(raw.path("id").asText(), item(raw)));
    }
    found.values().forEach(reading::found);
  }

  private static Item item(ObjectNode raw) {
    String id = raw.path("id").asText();
    raw.remove(List.of("id", "head_commit_id"));
    Fields.tidy(raw);
    return Item.of(Kind.REPO, id, raw.path("path").asText(), raw);
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      return Optional.of(item(reading.api().get(API + "/" + id, Map.of())));
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public String create(Writing writing, Item item) {
    ObjectNode body = item.body().deepCopy();
    body.remove(List.of("branch", "tag"));
    String id = writing.api().create(API, body).path("id").asText();
    checkout(writing.api(), id, item.body());
    return id;
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    checkout(writing.api(), id, item.body());
  }

  private static void checkout(Api api, String id, ObjectNode body) {
    for (String what : List.of("branch", "tag")) {
      if (body.has(what)) {
        api.set("PATCH", API + "/" + id, Tree.of(what, body.path(what).asText()));
        return;
      }
    }
  }

  @Override
  public void delete(Api api, String id, String key) {
    api.delete("DELETE", API + "/" + id, Tree.object());
  }
}
