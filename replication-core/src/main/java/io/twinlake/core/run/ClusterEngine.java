package io.twinlake.core.run;

import io.twinlake.core.table.TableFile;
import java.util.List;
import java.util.function.BiConsumer;

/** An engine that has a cluster. */
public interface ClusterEngine extends Engine {

  /**
   * Copies files of tables as {@link FileTransfer} does. Results are in the order of {@code files}.
   * Called by several threads at once.
   *
   * @param progress told how many files and bytes were done since it was last told
   * @throws io.twinlake.core.ReplicationException if a task failed for good; what was copied is at
   *     the target and is taken as the copy by the next run
   */
  List<FileResult> copyFiles(
      DatasetJob job, List<TableFile> files, BiConsumer<Long, Long> progress);
}
