package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Kind;
import java.util.Optional;

/** What the target calls an object of the source. */
interface Mapping {
  /** The target's id; nothing if the object is not there. */
  Optional<String> target(Kind kind, String sourceId);

  /** The target's id of any object whose id is unlike all other texts. */
  Optional<String> targetOfDistinctive(String sourceId);
}
