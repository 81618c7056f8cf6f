package io.twinlake.jobs.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/** Actions as they come, and behind them, once, their summary. */
final class SummedRows implements Iterator<Row> {
  private final Supplier<Optional<Row>> actions;
  private final Supplier<PartSummary> summary;
  private boolean summed;

  /**
   * @param actions the next one, or empty behind the last
   * @param summary asked for once all actions were taken
   */
  SummedRows(Supplier<Optional<Row>> actions, Supplier<PartSummary> summary) {
    this.actions = actions;
    this.summary = summary;
  }

  @Override
  public boolean hasNext() {
    return !summed;
  }

  @Override
  public Row next() {
    if (summed) {
      throw new NoSuchElementException();
    }
    Optional<Row> action = actions.get();
    if (action.isPresent()) {
      return action.get();
    }
    summed = true;
    return PlanRows.of(summary.get());
  }
}
