package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** External locations of Unity Catalog, which say which storage accounts the region uses. */
final class FakeCatalog implements FakeArea {
  private static final String LOCATIONS = "/api/2.1/unity-catalog/external-locations";

  private final FakeState state;
  private final FakeTable locations;

  FakeCatalog(FakeState state) {
    this.state = state;
    locations = new FakeTable(state, "External location", state::uuid);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().equals(LOCATIONS)) {
      return Optional.empty();
    }
    if (call.method().equals("GET")) {
      return Optional.of(
          locations.page(call, "external_locations", state.pageSize(), row -> row, "metastore_id"));
    }
    if (call.text("name").isEmpty() || call.text("url").isEmpty()) {
      throw FakeError.invalid("An external location has a name and a url");
    }
    locations.add(call.body().deepCopy());
    return Optional.of(call.body().deepCopy());
  }
}
