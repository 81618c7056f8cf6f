package io.twinlake.core.table;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Objects;

/**
 * One file of a table that is to be at the target.
 *
 * @param source the source's object, by its path below the data root; exactly this version is
 *     copied
 * @param target where to, below the dataset's root
 */
public record TableFile(ObjectEntry source, ObjectPath target) {
  public TableFile {
    Objects.requireNonNull(source);
    Objects.requireNonNull(target);
  }
}
