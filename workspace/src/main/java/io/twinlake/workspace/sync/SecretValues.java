package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Carries values of secrets from workspace to workspace, in memory alone: no archive, journal,
 * ledger, log or message ever holds one. Without the source's workspace, or where that is not
 * wanted, what has no value at the target is told.
 */
final class SecretValues {
  private static final String API = "/api/2.0/secrets/";

  private final WorkspaceImport run;
  private final Optional<Api> source;

  SecretValues(WorkspaceImport run, Optional<Api> source) {
    this.run = run;
    this.source = source;
  }

  void carry() {
    for (Item scope : run.source().of(Kind.SECRET_SCOPE)) {
      if (!scope.body().path("secrets").isEmpty()
          && !run.tallies().isFailed(scope)
          && run.row(scope).filter(row -> !row.isIntended()).isPresent()) {
        run.guarded(scope, () -> carry(scope));
      }
    }
  }

  private void carry(Item scope) {
    SortedMap<String, String> there = changed(run.api(), scope.key());
    if (source.isPresent()) {
      there = copied(source.get(), scope, there);
    }
    List<String> missing = new ArrayList<>();
    for (JsonNode key : scope.body().path("secrets")) {
      if (!there.containsKey(key.asText())) {
        missing.add(key.asText());
      }
    }
    if (!missing.isEmpty()) {
      run.tallies()
          .problem(
              Problem.failed(
                  Kind.SECRET_SCOPE,
                  scope.key(),
                  "has no value at the target for %s. Put it by hand, or set workspace.secrets: copy while both workspaces are there."
                      .formatted(String.join(", ", missing))));
    }
  }

  private SortedMap<String, String> copied(Api from, Item scope, SortedMap<String, String> there) {
    SortedMap<String, String> here = changed(from, scope.key());
    Row row = run.row(scope).orElseThrow();
    if (row.toStamp().equals(stamp(here, there))) {
      return there; // Nobody touched a secret since they were equal.
    }
    for (String key : here.keySet()) {
      String value = value(from, scope.key(), key);
      if (!there.containsKey(key) || !value.equals(value(run.api(), scope.key(), key))) {
        ObjectNode put = Tree.of("scope", scope.key(), "key", key, "bytes_value", value);
        run.api().set("POST", API + "put", put);
      }
    }
    SortedMap<String, String> now = changed(run.api(), scope.key());
    run.noted(row.withStamp(stamp(here, now)), true);
    return now;
  }

  /** Names, and when each was changed. */
  private static SortedMap<String, String> changed(Api api, String scope) {
    SortedMap<String, String> changed = new TreeMap<>();
    for (JsonNode secret : api.get(API + "list", Map.of("scope", scope)).path("secrets")) {
      changed.put(secret.path("key").asText(), secret.path("last_updated_timestamp").asText());
    }
    return changed;
  }

  private static String stamp(SortedMap<String, String> here, SortedMap<String, String> there) {
    return Tree.sha256((here + " " + there).getBytes(StandardCharsets.UTF_8));
  }

  private static String value(Api api, String scope, String key) {
    return api.get(API + "get", Map.of("scope", scope, "key", key)).path("value").asText();
  }
}
