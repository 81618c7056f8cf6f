package io.twinlake.core.run;

import io.twinlake.core.store.Access;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/**
 * What one file or directory of the target needs.
 *
 * @param path below the dataset's root
 * @param directory whether it is a directory
 * @param make whether it is to be made first
 * @param source whose access it gets; empty where access rights are not carried over
 * @param target what it has now; empty where that is not known yet
 */
record TreeAction(
    ObjectPath path,
    boolean directory,
    boolean make,
    Optional<Access> source,
    Optional<Access> target) {

  /** How many directories lie above it. */
  int depth() {
    return (int) path.value().chars().filter(c -> c == '/').count();
  }
}
