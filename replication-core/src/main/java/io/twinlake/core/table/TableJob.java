package io.twinlake.core.table;

import io.twinlake.core.settings.DatasetSettings.AbsolutePaths;
import io.twinlake.core.settings.DatasetSettings.Versions;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One table in one run.
 *
 * @param dataset name of its dataset
 * @param table where it is below the dataset's root, with a slash at its end unless it is that root
 * @param directory where the dataset is below its data roots
 * @param source the data root that is read
 * @param target the data root that is written, here to be looked at only
 * @param last what the last recovery point says of the table
 * @param versions which of its versions are replicated
 * @param now the time by the source's clock when the run began
 * @param requests runs several requests at once
 * @param streams the other tables, for the checkpoint of a stream
 * @param until only versions that the source's store wrote before this time are taken, for tables
 *     of a consistency group; empty for all
 * @param absolutePaths what becomes of it if it names files by their whole names
 * @param names what those mean
 */
public record TableJob(
    String dataset,
    ObjectPrefix table,
    ObjectPrefix directory,
    ObjectReader source,
    ObjectStore target,
    Optional<TableRecord> last,
    Versions versions,
    Instant now,
    Requests requests,
    StreamTables streams,
    Optional<Instant> until,
    AbsolutePaths absolutePaths,
    WholeNames names) {

  /** Runs what a table asks of the stores, several requests at once. */
  public interface Requests {
    /**
     * Calls all of {@code tasks} and returns their results in the same order. The first failure is
     * thrown; what has not begun by then is not done.
     */
    <T> List<T> all(List<Callable<T>> tasks);

    /** One after the other. */
    Requests IN_TURN =
        new Requests() {
          @Override
          public <T> List<T> all(List<Callable<T>> tasks) {
            return tasks.stream().map(Requests::call).toList();
          }
        };

    private static <T> T call(Callable<T> task) {
      try {
        return task.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Where the table is below the source's data root. */
  public ObjectPrefix root() {
    return directory.resolve(table);
  }
}
