package io.twinlake.core.role;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

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
  private final boolean unwritten;

  private RoleGuard(Roles target, Role role, String source, boolean unwritten) {
    this.unwritten = unwritten;
    this.target = target;
    this.role = role;
    this.source = source;
  }

  /**
   * Checks the roles at the start of a run, and writes the first role where neither role nor ledger
   * is there.
   *
   * @param sourceRoles role documents on the source's control root, absent is fine, they are only
   *     read
   * @param hasLedger whether the target's control root holds a recovery point
   * @param datasets names of the datasets of the run
   * @param heldAtSource names of the datasets that were ever replicated to the source; asked only
   *     where the source has a role document, as it was a target once
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
      Supplier<Set<String>> heldAtSource,
      boolean mayWrite,
      Instant now) {
    return enter(
        target,
        Optional.of(sourceRoles),
        pair,
        source,
        targetSite,
        hasLedger,
        datasets,
        heldAtSource,
        mayWrite,
        now);
  }

  /**
   * The same.
   *
   * @param sourceRoles empty only for what is done at the target while the source is lost
   */
  public static RoleGuard enter(
      Roles target,
      Optional<Roles> sourceRoles,
      String pair,
      String source,
      String targetSite,
      boolean hasLedger,
      Collection<String> datasets,
      Supplier<Set<String>> heldAtSource,
      boolean mayWrite,
      Instant now) {
    Optional<Role> found = Roles.twice(target::newest);
    if (found.isEmpty() && hasLedger) {
      throw new RoleRefusedException(
          ("The control root of %s has recovery points but no role document, so nobody can tell who is"
                  + " primary. Nothing was written. Restore role/ there from a copy.")
              .formatted(targetSite));
    }
    Optional<Role> sourceRole =
        sourceRoles.isEmpty() ? Optional.empty() : Roles.twice(sourceRoles.get()::newest);
    if (sourceRole.isPresent()) {
      refuseReplicas(sourceRole.get(), source, datasets, heldAtSource.get());
    }
    Role role =
        found.orElseGet(
            () -> {
              Role first = Role.first(pair, source, now);
              return mayWrite ? target.put(first) : first;
            });
    RoleGuard guard = new RoleGuard(target, role, source, found.isEmpty() && !mayWrite);
    if (!role.pair().equals(pair)) {
      throw new RoleRefusedException(
          "The control root of %s belongs to pair '%s', not '%s'. Nothing was written. Check 'control' of site %s."
              .formatted(targetSite, role.pair(), pair, targetSite));
    }
    guard.requirePrimary(role, datasets);
    if (sourceRole.isPresent() && sourceRole.get().epoch() > role.epoch()) {
      throw RoleRefusedException.newer(role.epoch(), sourceRole.get().epoch());
    }
    return guard;
  }

  /** Whether a run would have to write the first role. */
  public boolean isUnwritten() {
    return unwritten;
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
    target.require(role.epoch());
  }

  /** What is a replica at the source must not go over its primary: from and to were swapped. */
  private static void refuseReplicas(
      Role atSource, String source, Collection<String> datasets, Set<String> held) {
    for (String dataset : datasets) {
      String primary = atSource.primaryOf(dataset);
      if (held.contains(dataset) && !primary.equals(source)) {
        throw new RoleRefusedException(
            ("Dataset %s is a replica at %s: the role document there says that its primary is %s (epoch %d)."
                    + " Copying it from %s would put the replica over the primary. Nothing was written. Are"
                    + " 'from' and 'to' of 'replicate' swapped?")
                .formatted(dataset, source, primary, atSource.epoch(), source));
      }
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
}
