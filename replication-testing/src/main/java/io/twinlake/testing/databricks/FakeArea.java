package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A part of a workspace that answers some of its requests. */
interface FakeArea {
  /** The answer; nothing if the request belongs to another area. */
  Optional<ObjectNode> answer(FakeCall call);
}
