package io.twinlake.workspace.sync;

import io.twinlake.workspace.api.Api;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the target's region and people are.
 *
 * @param nodeTypes that can be had there
 * @param runtimes that can be had there
 * @param principals names of users, groups and service principals, in lower case
 */
record Offer(Set<String> nodeTypes, Set<String> runtimes, Set<String> principals) {
  static Offer read(Api api, Set<String> principals) {
    Set<String> nodeTypes = new HashSet<>();
    api.get("/api/2.1/clusters/list-node-types", Map.of())
        .path("node_types")
        .forEach(type -> nodeTypes.add(type.path("node_type_id").asText()));
    Set<String> runtimes = new HashSet<>();
    api.get("/api/2.1/clusters/spark-versions", Map.of())
        .path("versions")
        .forEach(version -> runtimes.add(version.path("key").asText()));
    return new Offer(nodeTypes, runtimes, principals);
  }

  boolean hasPrincipal(String name) {
    return principals.contains(name.toLowerCase(Locale.ROOT));
  }
}
