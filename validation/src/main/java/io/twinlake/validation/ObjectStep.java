package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every level but {@code table}, of one dataset: in this JVM, which holds one entry of each listing
 * at a time, or on many machines where there are any and the dataset is large.
 */
final class ObjectStep {
  /** Up to so many bytes of one side are read by this JVM alone. */
  private static final long DRIVER_BYTES = 16L << 30;

  private final Settings settings;
  private final Stores control;
  private final List<SegmentFormat> formats;
  private final Optional<ObjectEngine> engine;
  private final ValidationListener listener;
  private long bytesRead;
  private Cost cost = Cost.NONE;

  ObjectStep(
      Settings settings,
      Stores control,
      List<SegmentFormat> formats,
      Optional<ObjectEngine> engine,
      ValidationListener listener) {
    this.settings = settings;
    this.control = control;
    this.formats = formats;
    this.engine = engine;
    this.listener = listener;
  }

  /** Bytes that were read and hashed, on both sides. */
  long bytesRead() {
    return bytesRead;
  }

  /** What was asked elsewhere than in this JVM. */
  Cost cost() {
    return cost;
  }

  /**
   * Compares.
   *
   * @param known what the newest recovery point says of the dataset's size; empty if nothing
   * @param point the recovery point that the target is compared with; empty for the source as it is
   */
  void run(
      ObjectJob job,
      Optional<DatasetPoint> known,
      Optional<RecoveryPoint> point,
      ObjectReader source,
      ObjectReader target,
      Collector collector) {
    if (point.isPresent() && !point.get().datasets().containsKey(job.dataset().name())) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Recovery point %d does not hold dataset '%s'."
              .formatted(point.get().number(), job.dataset().name()));
    }
    if (engine.isPresent() && isLarge(job, known)) {
      elsewhere(engine.get(), job, collector);
    } else {
      here(job, point, source, target, collector);
    }
  }

  /** Whether one JVM would be long at it; nobody knows of a dataset that no point holds. */
  private boolean isLarge(ObjectJob job, Optional<DatasetPoint> known) {
    if (known.isEmpty() || known.get().objects() > job.transfer().driverLimit()) {
      return true;
    }
    double read =
        switch (job.level()) {
          case CONTENT -> 1;
          case SAMPLE -> job.drawn().orElseThrow().share();
          default -> 0;
        };
    return known.get().bytes() * read > DRIVER_BYTES;
  }

  private void elsewhere(ObjectEngine many, ObjectJob job, Collector collector) {
    ObjectEngine.Done done =
        many.compare(
            job,
            new ObjectEngine.Told() {
              @Override
              public void counted(String partition, Outcome outcome, long objects, long bytes) {
                collector.count(partition, outcome, new Counts.Count(objects, bytes));
                listener.counted(objects, bytes);
              }

              @Override
              public void comparedByContent(long objects) {
                collector.compared(objects);
              }

              @Override
              public void found(Finding finding) {
                collector.tell(finding);
                listener.finding(job.dataset().name(), finding);
              }

              @Override
              public void step(String text) {
                listener.step(text);
              }
            });
    bytesRead += done.bytesRead();
    cost = cost.plus(done.cost());
  }

  private void here(
      ObjectJob job,
      Optional<RecoveryPoint> point,
      ObjectReader source,
      ObjectReader target,
      Collector collector) {
    try (ObjectComparison comparison =
        new ObjectComparison(job, source, target, job.transfer().maxInFlight())) {
      try (Stream<ObjectEntry> atTarget = list(job, target)) {
        if (point.isPresent()) {
          againstPoint(job, point.get(), atTarget, comparison, collector);
        } else {
          try (Stream<ObjectEntry> atSource = list(job, source)) {
            comparison.run(
                Pairs.of(atSource.iterator(), atTarget.iterator()), f -> take(job, f, collector));
          }
        }
      } finally {
        bytesRead += comparison.bytesRead();
      }
    }
  }

  private void take(ObjectJob job, Finding finding, Collector collector) {
    collector.add(finding);
    listener.counted(1, finding.bytes());
    listener.finding(job.dataset().name(), finding);
  }

  private void againstPoint(
      ObjectJob job,
      RecoveryPoint point,
      Stream<ObjectEntry> atTarget,
      ObjectComparison comparison,
      Collector collector) {
    try (ObjectStore store = control.open(settings.target().control());
        LedgerCursor cursor = new LedgerCursor(new Segments(store, formats), point.segments())) {
      cursor.skipTo(job.dataset().name());
      comparison.run(
          Pairs.ofRows(rowsOf(cursor, job.dataset().name()), atTarget.iterator()),
          f -> take(job, f, collector));
    }
  }

  private static Iterator<LedgerRow> rowsOf(LedgerCursor cursor, String dataset) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.peek(dataset).isPresent();
      }

      @Override
      public LedgerRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return cursor.take();
      }
    };
  }

  private static Stream<ObjectEntry> list(ObjectJob job, ObjectReader store) {
    return Listings.of(store, job.dataset().directory());
  }

  /** The segments of {@code point} that may hold rows of {@code dataset}, as lines. */
  static List<String> segments(RecoveryPoint point, String dataset) {
    return point.segments().stream()
        .filter(
            s ->
                ObjectPath.compareUtf8(dataset(s.first()), dataset) <= 0
                    && ObjectPath.compareUtf8(dataset, dataset(s.last())) <= 0)
        .map(Json::line)
        .toList();
  }

  private static String dataset(String key) {
    return key.substring(0, key.indexOf('\0'));
  }
}
