package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.DatasetListing;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Lists directories of a dataset, one after the other. */
final class ListTask extends StoreTask<String, Row> {
  private static final long serialVersionUID = 1L;

  /** How far down one directory is listed. */
  enum Depth {
    /** Its objects and its directories. */
    ONE_LEVEL,
    /** All objects below it. */
    ALL
  }

  private final Side side;
  private final Depth depth;

  ListTask(DatasetJob job, TaskTraffic traffic, Side side, Depth depth) {
    super(job, traffic, side.listing());
    this.side = side;
    this.depth = depth;
  }

  @Override
  Iterator<Row> run(Iterator<String> directories, Stores stores, TaskContext task) {
    ObjectStore store = stores.open(side.root(job()));
    EachInTurn<String, Row> rows =
        new EachInTurn<>(directories, directory -> list(store, new ObjectPrefix(directory)));
    closeAfter(task, store);
    closeAfter(task, rows);
    return rows;
  }

  private Stream<Row> list(ObjectStore store, ObjectPrefix directory) {
    if (depth == Depth.ALL) {
      return DatasetListing.around(
              store, job().dataset().directory(), directory, job().tables().passedOver())
          .map(entry -> SeenRows.listed(side, entry));
    }
    Level level = DatasetListing.level(store, job().dataset().directory(), directory);
    return Stream.concat(
        level.objects().stream().map(entry -> SeenRows.listed(side, entry)),
        level.prefixes().stream()
            .filter(prefix -> !job().tables().passedOver().contains(prefix))
            .map(SeenRows::directory));
  }
}
