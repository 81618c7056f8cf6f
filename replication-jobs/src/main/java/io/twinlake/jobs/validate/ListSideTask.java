package io.twinlake.jobs.validate;

import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.EachInTurn;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.Listings;
import io.twinlake.validation.ObjectJob;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Lists directories of one side, one after the other. */
final class ListSideTask extends ObjectTask<String, Row> {
  private static final long serialVersionUID = 1L;

  private final int side;
  private final boolean oneLevel;

  /**
   * @param side {@link ObjectRows#SOURCE} or {@link ObjectRows#TARGET}
   * @param oneLevel whether a directory's own directories are only named
   */
  ListSideTask(ObjectJob job, TaskTraffic traffic, int side, boolean oneLevel) {
    super(job, traffic, side == ObjectRows.SOURCE ? "list-source" : "list-target");
    this.side = side;
    this.oneLevel = oneLevel;
  }

  @Override
  Iterator<Row> run(Iterator<String> directories, TaskContext task, RequestMeter meter) {
    ObjectReader store = side == ObjectRows.SOURCE ? source(task, meter) : target(task, meter);
    EachInTurn<String, Row> rows =
        new EachInTurn<>(directories, directory -> list(store, new ObjectPrefix(directory)));
    closeAfter(task, rows);
    return rows;
  }

  private Stream<Row> list(ObjectReader store, ObjectPrefix directory) {
    ObjectPrefix root = job().dataset().directory();
    if (!oneLevel) {
      return Listings.below(store, root, directory).map(entry -> ObjectRows.listed(side, entry));
    }
    Level level = Listings.level(store, root, directory);
    return Stream.concat(
        level.objects().stream().map(entry -> ObjectRows.listed(side, entry)),
        level.prefixes().stream().map(ObjectRows::directory));
  }
}
