package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.List;
import java.util.Optional;

/** Reads the recovery points that a validation asks for. */
final class Points {
  private final Settings settings;
  private final Stores stores;

  Points(Settings settings, Stores stores) {
    this.settings = settings;
    this.stores = stores;
  }

  /** The newest; empty if there is none. */
  Optional<RecoveryPoint> newest() {
    try (ObjectStore control = stores.open(settings.target().control())) {
      RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(control));
      return chain.newest(chain.list()).map(found -> found.point());
    }
  }

  /**
   * The newest, or the one of that number, which must be the newest: the target is at no other.
   *
   * @throws ReplicationException if it cannot be had
   */
  RecoveryPoint require(Optional<Long> wanted) {
    try (ObjectStore control = stores.open(settings.target().control())) {
      RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(control));
      List<ObjectEntry> listed = chain.list();
      if (listed.isEmpty()) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "There is no recovery point yet on %s. Run replicate first, or compare with the source as it is now."
                .formatted(settings.target().control()));
      }
      RecoveryPoint newest = chain.newest(listed).orElseThrow().point();
      if (wanted.isEmpty() || wanted.get() == newest.number()) {
        return newest;
      }
      boolean exists = false;
      for (int i = listed.size() - 1; i >= 0 && !exists; i--) {
        exists = chain.read(listed.get(i)).point().number() == wanted.get();
      }
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          exists
              ? "The target is at recovery point %d, so it cannot be compared with point %d. Leave --recovery-point out, or give %d."
                  .formatted(newest.number(), wanted.get(), newest.number())
              : "There is no recovery point %d. The newest is %d; 'recovery-points' lists them."
                  .formatted(wanted.get(), newest.number()));
    }
  }
}
