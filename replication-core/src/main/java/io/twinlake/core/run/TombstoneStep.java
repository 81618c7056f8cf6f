package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.RecoveryPoint;
import java.util.List;
import java.util.Optional;

/**
 * Deletions: first those that the parent point decided and a dead run did not carry out, then the
 * run's own.
 */
final class TombstoneStep {
  private final RunSession session;
  private final Deletions deletions;

  TombstoneStep(RunSession session) {
    this.session = session;
    this.deletions =
        new Deletions(
            session.config().settings(), session.stores(), session.documents(), session.segments());
  }

  /** Carries out what is left of the parent's tombstones. */
  List<String> finishParents() {
    Optional<RecoveryPoint> parent = session.parentPoint();
    if (parent.isEmpty() || !deletions.arePending(parent.get())) {
      return List.of();
    }
    session.config().listener().step("Finishing the deletions of point " + parent.get().number());
    return deletions.carryOut(parent.get());
  }

  /**
   * Carries out the tombstones of the point that was just committed. A failure leaves them to the
   * next run.
   */
  List<String> carryOut(RecoveryPoint point) {
    if (point.tombstones() == 0) {
      return List.of();
    }
    session.config().listener().step("Deleting");
    try {
      session.guard().check();
      return deletions.carryOut(point);
    } catch (ReplicationException e) {
      return List.of(
          "The deletions of this point are left to the next run: %s".formatted(e.getMessage()));
    }
  }
}
