package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Switches of the whole workspace that change how work runs or what people may do. */
final class Conf implements Port {
  private static final String API = "/api/2.0/workspace-conf";

  private static final List<String> KEYS =
      List.of(
          "enableDbfsFileBrowser",
          "enableExportNotebook",
          "enableNotebookTableClipboard",
          "enableResultsDownloading",
          "enableTokensConfig",
          "enableUploadDataUis",
          "enableVerboseAuditLogs",
          "enableWebTerminal",
          "maxTokenLifetimeDays",
          "storeInteractiveNotebookResultsInCustomerAccount");

  /** Without effect until somebody switches them on ({@code enableIpAccessLists}). */
  static Rest ipAccessLists() {
    return new Rest(Kind.IP_ACCESS_LIST, "list_id")
        .listed("/api/2.0/ip-access-lists", "ip_access_lists", Map.of())
        .named("label")
        .created("/api/2.0/ip-access-lists")
        .updated("PUT", "/api/2.0/ip-access-lists/{id}")
        .deleted("DELETE", "/api/2.0/ip-access-lists/{id}")
        .without("address_count", "created_at", "created_by", "updated_at", "updated_by")
        .answered("ip_access_list")
        .createBody(
            (correlation, body) -> {
              body.remove("enabled"); // A new one is.
              return body;
            });
  }

  @Override
  public void read(Reading reading) {
    reading.each(
        Kind.WORKSPACE_SETTING,
        KEYS,
        key -> key,
        key -> readOne(reading, key, key).ifPresent(reading::found));
  }

  @Override
  public Optional<Item> readOne(Reading reading, String id, String key) {
    try {
      JsonNode value = reading.api().get(API, Map.of("keys", key)).path(key);
      return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
          ? Optional.empty()
          : Optional.of(
              Item.of(Kind.WORKSPACE_SETTING, key, key, Tree.of("value", value.asText())));
    } catch (ApiException e) {
      if (e.problem() == ApiProblem.NOT_FOUND || e.problem() == ApiProblem.REFUSED) {
        return Optional.empty(); // This workspace does not know the switch.
      }
      throw e;
    }
  }

  @Override
  public String create(Writing writing, Item item) {
    update(writing, item.key(), item, item);
    return item.key();
  }

  @Override
  public void update(Writing writing, String id, Item item, Item there) {
    writing.api().set("PATCH", API, Tree.of(item.key(), item.body().path("value").asText()));
  }

  @Override
  public void delete(Api api, String id, String key) {
    throw new IllegalStateException("A switch has no absence: " + key);
  }
}
