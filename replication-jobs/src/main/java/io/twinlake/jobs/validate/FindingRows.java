package io.twinlake.jobs.validate;

import io.twinlake.validation.Finding;
import io.twinlake.validation.ObjectEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** The rows of one task as they come; behind the last of them what all findings add up to. */
abstract class FindingRows implements Iterator<Row> {
  private final ObjectEngine.Tally tally = new ObjectEngine.Tally();
  private final Deque<Row> ready = new ArrayDeque<>();
  private boolean ended;

  /** Takes the next input and adds what comes of it; false if there was none. */
  abstract boolean step();

  /** Bytes that were read; asked at the end. */
  abstract long bytesRead();

  /** Counts a finding, and hands it on if it is news. */
  final void add(Finding finding) {
    tally.add(finding);
    if (finding.isNews()) {
      ready.add(ObjectRows.finding(finding));
    }
  }

  final void add(Row row) {
    ready.add(row);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      if (!step()) {
        ended = true;
        ready.addAll(ObjectRows.counts(tally, bytesRead()));
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
