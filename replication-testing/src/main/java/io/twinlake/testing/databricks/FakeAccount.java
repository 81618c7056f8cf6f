package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The failover groups of an account. A real account has a host of its own; here a workspace's. */
final class FakeAccount implements FakeArea {
  private static final Pattern GROUPS =
      Pattern.compile("/api/disaster-recovery/v1/(accounts/[^/]+)/failover-groups");

  private final FakeState state;
  private final FakeTable groups;

  FakeAccount(FakeState state) {
    this.state = state;
    groups = new FakeTable(state, "Failover group", state::uuid);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    Matcher path = GROUPS.matcher(call.path());
    if (!path.matches()) {
      return Optional.empty();
    }
    if (call.method().equals("GET")) {
      return Optional.of(
          groups.page(call, "failover_groups", state.pageSize(), row -> row, "etag"));
    }
    ObjectNode group = call.body().deepCopy();
    group.put("name", path.group(1) + "/failover-groups/" + call.text("failover_group_id"));
    group.remove("failover_group_id");
    group.put("state", "ACTIVE");
    group.put("effective_primary_region", group.path("initial_primary_region").asText());
    group.put("replication_point", "2026-10-01T12:00:00Z");
    groups.add(group);
    return Optional.of(group.deepCopy());
  }
}
