package io.twinlake.core.run;

import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic.Amount;
import io.twinlake.core.transfer.ObjectTransfer;
import io.twinlake.core.transfer.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts what the changes of one dataset ask of services, told them in path order. Asks no
 * store, and holds no more than one batch. It expects that everything goes well: nothing has to be
 * sent twice, and nobody else is at the target.
 */
public final class Forecaster implements AutoCloseable {
  private final DatasetJob job;
  private final ObjectStore source;
  private final ObjectStore target;
  private final ObjectStore history;
  private final ObjectTransfer transfer;
  private final ObjectTransfer keeping;
  private final RequestMeter changes = new RequestMeter();
  private final RequestMeter deletions = new RequestMeter();
  private final Batch data = new Batch(changes);
  private final Batch markers = new Batch(changes);
  private final Batch tombstones = new Batch(deletions);
  private long filesOfTables;

  /**
   * @param stores only their abilities are asked for
   */
  public Forecaster(DatasetJob job, Stores stores) {
    this.job = job;
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
    this.history = stores.open(job.history());
    this.transfer = new ObjectTransfer(source, target, job.transfer());
    this.keeping = new ObjectTransfer(target, history, job.transfer());
  }

  /** Takes in the next change. */
  public void add(PlanAction action) {
    if (action instanceof PlanAction.Delete delete) {
      tombstones.add(action, false);
      keep(deletions, delete.row().targetSize());
      deletions.count(Side.TARGET, RequestKind.DELETE, 1);
      return;
    }
    Batch batch = Wave.data().takes(action, job.dataset().ready()) ? data : markers;
    if (action instanceof PlanAction.Copy copy) {
      batch.add(action, transfer.route(copy.bytes()).isInsideService());
      if (copy.expected().version().isPresent()) {
        if (copy.reason() == Reason.TARGET_REPLACED) {
          changes.count(Side.HISTORY, history.costs().find(), 1);
        }
        keep(changes, copy.expectedBytes());
      }
      move(changes, new Way(transfer, source, Side.SOURCE, target, Side.TARGET), copy.bytes());
    } else if (action instanceof PlanAction.Adopt adopt) {
      batch.add(action, false);
      adopt(adopt);
    }
  }

  /** Takes in files of tables, of which only number and length are known. */
  void addFiles(long files, long bytes) {
    Way way = new Way(transfer, source, Side.SOURCE, target, Side.TARGET);
    for (long i = 0; i < files; i++) {
      move(changes, way, bytes / files);
    }
    // Each is looked at before and behind its copy, by itself or in a listing.
    changes.count(Side.SOURCE, source.costs().find(), files);
    changes.count(Side.TARGET, target.costs().find(), files);
    filesOfTables += files;
  }

  /** What all changes so far cost. Nothing is added behind it. */
  public Forecast forecast() {
    long rows = data.rows + markers.rows + filesOfTables;
    long claims = Math.max(0, data.end() - 1) + Math.max(0, markers.end() - 1);
    tombstones.end();
    return new Forecast(changes.read(), rows, claims, deletions.read(), tombstones.rows);
  }

  private void adopt(PlanAction.Adopt adopt) {
    if (adopt.reason() == Reason.FOUND_AT_TARGET) {
      read(changes, source, Side.SOURCE, adopt.bytes());
      read(changes, target, Side.TARGET, adopt.bytes());
      changes.count(Side.HISTORY, history.costs().find(), 1);
    } else if (adopt.claim().isPresent()) {
      changes.count(Side.TARGET, target.costs().find(), 1);
    }
  }

  private record Way(
      ObjectTransfer by, ObjectStore source, Side from, ObjectStore target, Side to) {}

  private void keep(RequestMeter meter, long bytes) {
    Way way = new Way(keeping, target, Side.TARGET, history, Side.HISTORY);
    Route route = keeping.route(bytes);
    if (route != Route.COPIED) {
      // A copy by one request keeps the metadata by itself; all others look it up.
      meter.count(Side.TARGET, target.costs().find(), 1);
    }
    move(meter, way, bytes);
  }

  private static void move(RequestMeter meter, Way way, long bytes) {
    Route route = way.by().route(bytes);
    if (route == Route.COPIED) {
      inside(meter, way, RequestKind.COPY, 1, bytes);
    } else if (route == Route.STREAMED) {
      read(meter, way.source(), way.from(), bytes);
      meter.count(way.to(), RequestKind.BLOCK, way.target().costs().blocksOf(bytes));
      meter.count(way.to(), RequestKind.WRITE, 1);
      meter.count(way.to(), Amount.BYTES_SENT, bytes);
    } else {
      long blocks = blocks(way.by(), bytes);
      meter.count(way.to(), way.target().costs().find(), 1);
      meter.count(way.to(), RequestKind.LOOK, 1 + way.target().costs().looksPerCommit());
      meter.count(way.to(), RequestKind.WRITE, 1);
      if (route.isInsideService()) {
        inside(meter, way, RequestKind.COPY_BLOCK, blocks, bytes);
      } else {
        meter.count(way.from(), RequestKind.READ, blocks);
        meter.count(way.from(), Amount.BYTES_RECEIVED, bytes);
        meter.count(way.to(), RequestKind.BLOCK, blocks);
        meter.count(way.to(), Amount.BYTES_SENT, bytes);
      }
    }
  }

  private static void inside(
      RequestMeter meter, Way way, RequestKind kind, long times, long bytes) {
    meter.count(way.from(), RequestKind.SERVED, times);
    meter.count(way.from(), Amount.BYTES_COPIED, bytes);
    meter.count(way.to(), kind, times);
    meter.count(way.to(), Amount.BYTES_COPIED, bytes);
  }

  private static void read(RequestMeter meter, ObjectReader store, Side side, long bytes) {
    meter.count(side, bytes == 0 ? store.costs().emptyRead() : RequestKind.READ, 1);
    meter.count(side, Amount.BYTES_RECEIVED, bytes);
  }

  private static long blocks(ObjectTransfer by, long bytes) {
    ObjectEntry any =
        new ObjectEntry(
            ObjectPath.of("any"),
            bytes,
            ObjectVersion.strong("any"),
            Instant.EPOCH,
            ObjectType.FILE,
            ObjectMetadata.NONE);
    return by.large(any).map(large -> (long) large.plan(any).count()).orElse(1L);
  }

  @Override
  public void close() {
    source.close();
    target.close();
    history.close();
  }

  /** One wave, cut as {@link Batches} cuts it. */
  private static final class Batch {
    private final RequestMeter meter;
    private final List<ObjectPath> inside = new ArrayList<>();
    private long rows;
    private long batches;
    private int objects;
    private long bytes;

    Batch(RequestMeter meter) {
      this.meter = meter;
    }

    void add(PlanAction action, boolean isSeenAfterwards) {
      if (objects == Batches.MOST_OBJECTS || bytes + action.bytes() > Batches.MOST_BYTES) {
        end();
      }
      rows++;
      objects++;
      bytes += action.bytes();
      if (isSeenAfterwards) {
        inside.add(action.path());
      }
    }

    /** How many batches there were. */
    long end() {
      if (objects > 0) {
        batches++;
        meter.count(Side.TARGET_CONTROL, RequestKind.LIST, 1);
        meter.count(Side.TARGET, RequestKind.LIST, listings());
      }
      objects = 0;
      bytes = 0;
      inside.clear();
      return batches;
    }

    /** As many as {@link BatchTransfer} needs to see what was copied. */
    private long listings() {
      long directories = inside.stream().map(ObjectPath::directory).distinct().count();
      return directories <= Batches.MOST_LISTINGS
          ? directories
          : TouchedPrefixes.of(inside, Batches.MOST_LISTINGS).size();
    }
  }
}
