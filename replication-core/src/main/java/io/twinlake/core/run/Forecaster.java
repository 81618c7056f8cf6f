package io.twinlake.core.run;

import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.Stores;
import io.twinlake.core.transfer.ObjectTransfer;
import io.twinlake.core.transfer.Route;
import java.time.Instant;

/** Forecasts what single actions of one dataset cost. Asks no store. */
final class Forecaster implements AutoCloseable {
  private final ObjectStore source;
  private final ObjectStore target;
  private final ObjectStore history;
  private final ObjectTransfer transfer;
  private final ObjectTransfer keeping;

  Forecaster(DatasetJob job, Stores stores) {
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
    this.history = stores.open(job.history());
    this.transfer = new ObjectTransfer(source, target, job.transfer());
    this.keeping = new ObjectTransfer(target, history, job.transfer());
  }

  Forecast of(PlanAction action) {
    if (action instanceof PlanAction.Copy copy) {
      Forecast kept =
          copy.expected().version().isPresent() ? keep(copy.expectedBytes()) : Forecast.NONE;
      return kept.plus(move(copy.bytes()));
    } else if (action instanceof PlanAction.Adopt adopt) {
      if (adopt.reason() == Reason.FOUND_AT_TARGET) {
        return new Forecast(1, 0, 1, 0, 0, 0);
      }
      return new Forecast(0, 0, adopt.claim().isPresent() ? 1 : 0, 0, 0, 0);
    } else if (action instanceof PlanAction.Delete delete) {
      return keep(delete.row().targetSize()).plus(new Forecast(0, 0, 0, 0, 1, 0));
    }
    return Forecast.NONE;
  }

  private Forecast move(long bytes) {
    Route route = transfer.route(bytes);
    long pieces = pieces(transfer, route, bytes);
    return new Forecast(
        route.isInsideService() ? 0 : pieces,
        route.isInBlocks() ? pieces + 1 : 1,
        route.isInBlocks() ? 1 : 0,
        0,
        0,
        bytes);
  }

  private Forecast keep(long bytes) {
    Route route = keeping.route(bytes);
    long pieces = pieces(keeping, route, bytes);
    return new Forecast(
        0, 0, route.isInsideService() ? 0 : pieces, route.isInBlocks() ? pieces + 1 : 1, 0, 0);
  }

  private static long pieces(ObjectTransfer by, Route route, long bytes) {
    if (!route.isInBlocks()) {
      return 1;
    }
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
}
