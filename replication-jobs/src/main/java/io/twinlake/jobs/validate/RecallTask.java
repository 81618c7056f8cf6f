package io.twinlake.jobs.validate;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.HashEngine;
import io.twinlake.validation.HashMemory;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.Pair;
import io.twinlake.validation.SideHasher;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * Takes what was listed, sorted by path with what is remembered behind it: hands on the hash where
 * it is that version's, else what is to be read. Asks no store.
 */
final class RecallTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  RecallTask(ObjectJob job, TaskTraffic traffic) {
    super(job, traffic, "recall");
  }

  @Override
  Iterator<Row> run(Iterator<Row> sorted, TaskContext task, RequestMeter meter) {
    return new Iterator<>() {
      private Row ahead = sorted.hasNext() ? sorted.next() : null;
      private Row ready = step();

      @Override
      public boolean hasNext() {
        return ready != null;
      }

      @Override
      public Row next() {
        if (ready == null) {
          throw new NoSuchElementException();
        }
        Row row = ready;
        ready = step();
        return row;
      }

      private Row step() {
        while (ahead != null) {
          byte[] path = ahead.getAs(1);
          Optional<ObjectEntry> listed = Optional.empty();
          Optional<HashMemory.Row> known = Optional.empty();
          for (; ahead != null && Arrays.equals(path, ahead.getAs(1)); advance()) {
            if (ObjectRows.is(ahead, ObjectRows.SOURCE)) {
              listed = once(listed, ObjectRows.entry(ahead));
            } else {
              known = Optional.of(ObjectRows.remembered(ahead));
            }
          }
          if (listed.isPresent() && SideHasher.counts(listed.get())) {
            ObjectEntry entry = listed.get();
            return known
                .filter(row -> row.isOf(entry))
                .map(row -> ObjectRows.hashed(new HashEngine.Hashed(entry, row.hash(), false)))
                .orElseGet(
                    () -> ObjectRows.pair(Pair.of(Optional.of(entry), Optional.empty()), false));
          }
        }
        return null;
      }

      private void advance() {
        ahead = sorted.hasNext() ? sorted.next() : null;
      }
    };
  }

  private static Optional<ObjectEntry> once(Optional<ObjectEntry> seen, ObjectEntry now) {
    if (seen.isPresent()) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "The site shows '%s' twice, so there is no tree of it. Report it as a bug, with the kind of store."
              .formatted(now.path()));
    }
    return Optional.of(now);
  }
}
