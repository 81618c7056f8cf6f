package io.twinlake.core.role;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Lets a run write only while the roles allow it. It reads the target's role at the start, before
 * each batch and before the commit.
 *
 * <p>This stops Twinlake. Other writers are stopped by fencing the storage.
 */
public final class RoleGuard {
  private final Roles target;
  private final Role role;
  private final String source;

  private RoleGuard(Roles target, Role role, String source) {
    this.target = target;
    this.role = role;
    this.source = source;
  }

  /**
   * Checks the roles at the start of a run, and writes the first role where neither role nor ledger
   * is there.
   *
   * @param sourceRoles role documents on the source's control root; absent is fine, they are only
   *     read
   * @param hasLedger whether the target's control root holds a recovery point
   * @param datasets names of the datasets of the run
   * @param mayWrite whether the first role may be written; a plan only looks
   * @throws RoleRefusedException if the run must not write
   */
  public static RoleGuard enter(
      Roles target,
      Roles sourceRoles,
      String pair,
      String source,
      String targetSite,
      boolean hasLedger,
      Collection<String> datasets,
      boolean mayWrite,
      Instant now) {
    Optional<Role> found = twice(target::newest);
    if (found.isEmpty() && hasLedger) {
      throw new RoleRefusedException(
          ("The control root of %s has recovery points but no role document, so nobody can tell who is"
                  + " primary. Nothing was written. Restore role/ there from a copy.")
              .formatted(targetSite));
    }
    Role role =
        found.orElseGet(
            () -> {
              Role first = Role.first(pair, source, now);
              return mayWrite ? target.put(first) : first;
            });
    RoleGuard guard = new RoleGuard(target, role, source);
    if (!role.pair().equals(pair)) {
      throw new RoleRefusedException(
          "The control root of %s belongs to pair '%s', not '%s'. Nothing was written. Check 'control' of site %s."
              .formatted(targetSite, role.pair(), pair, targetSite));
    }
    guard.requirePrimary(role, datasets);
    Optional<Role> sourceRole = twice(sourceRoles::newest);
    if (sourceRole.isPresent() && sourceRole.get().epoch() > role.epoch()) {
      throw guard.newer(sourceRole.get().epoch());
    }
    return guard;
  }

  public long epoch() {
    return role.epoch();
  }

  /**
   * Throws if the role changed since the run began.
   *
   * @throws RoleRefusedException then, or if the role cannot be read twice in a row
   */
  public void check() {
    long newest;
    try {
      newest = twice(target::newestEpoch);
    } catch (ReplicationException e) {
      throw new RoleRefusedException(
          "The role cannot be read, so nothing more is written: %s Run again when the control root answers."
              .formatted(e.getMessage()));
    }
    if (newest > role.epoch()) {
      throw newer(newest);
    }
    if (newest == 0) {
      throw new RoleRefusedException(
          "The role documents vanished from the control root while the run was under way. Nothing more is written.");
    }
  }

  private void requirePrimary(Role current, Collection<String> datasets) {
    for (String dataset : datasets) {
      String primary = current.primaryOf(dataset);
      if (!primary.equals(source)) {
        throw new RoleRefusedException(
            ("Dataset %s has its primary at %s (epoch %d), so nothing may be copied over it from %s. Nothing"
                    + " was written. To copy the other way, swap 'replicate: { from, to }'.")
                .formatted(dataset, primary, current.epoch(), source));
      }
    }
  }

  private RoleRefusedException newer(long epoch) {
    return new RoleRefusedException(
        ("The roles changed: epoch %d is in force, this run began in %d. Nothing more is written. Look at"
                + " status, then decide whether to run again.")
            .formatted(epoch, role.epoch()));
  }

  private interface Read<T> {
    T get();
  }

  private static <T> T twice(Read<T> read) {
    try {
      return read.get();
    } catch (ReplicationException e) {
      if (e.effect() == Effect.NONE_DO_NOT_RETRY) {
        throw e;
      }
      return read.get();
    }
  }
}
