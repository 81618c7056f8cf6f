package io.twinlake.core.plan;

import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPath;

/**
 * Which files and directories of a dataset are in its scope, as its objects are: not those that a
 * filter or the partition window leaves out, that are of a table, or of a partition that is not
 * ready.
 *
 * @param dataset its settings, with relative dates resolved
 * @param tables whether tables are left alone
 * @param findings what the whole listing revealed
 */
public record TreeScope(DatasetSettings dataset, Settings.Tables tables, Findings findings) {

  /**
   * Whether the node is in scope. Pure.
   *
   * @param path below the dataset's root, without a closing slash
   */
  public boolean covers(ObjectPath path, boolean directory) {
    boolean filtered =
        directory ? dataset.filter().admitsBelow(path) : dataset.filter().accepts(path);
    // A directory is where something in it would be.
    ObjectPath inside = directory ? ObjectPath.of(path.value() + "/_") : path;
    if (!filtered || !dataset.partitions().contains(inside)) {
      return false;
    }
    if (tables == Settings.Tables.REFUSE && findings.tables().covers(inside)) {
      return false;
    }
    return dataset.ready().isEmpty() || findings.ready().contains(Findings.partitionOf(inside));
  }
}
