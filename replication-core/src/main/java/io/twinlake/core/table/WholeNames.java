package io.twinlake.core.table;

import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/** What whole names of files at the source mean. Names are as programs write them into logs. */
public interface WholeNames {

  /** Where the file is below the data root that holds the table; empty for one elsewhere. */
  Optional<ObjectPath> below(String uri);

  /** The target's name for it; empty for what lies in no data root that both sites have. */
  Optional<String> atTarget(String uri);

  /** Whether the target has a file of that name, which is the target's own. */
  boolean isAtTarget(String uri);

  /** Where no names are understood. */
  WholeNames NONE =
      new WholeNames() {
        @Override
        public Optional<ObjectPath> below(String uri) {
          return Optional.empty();
        }

        @Override
        public Optional<String> atTarget(String uri) {
          return Optional.empty();
        }

        @Override
        public boolean isAtTarget(String uri) {
          return false;
        }
      };
}
