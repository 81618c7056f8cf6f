package io.twinlake.core.role;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.PreconditionFailedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The chain of role documents on one site's control root. */
public final class Roles {
  private final ControlDocuments documents;

  public Roles(ControlDocuments documents) {
    this.documents = documents;
  }

  /** The newest role; empty where none was ever written. A failure to look is thrown. */
  public Optional<Role> newest() {
    List<ObjectEntry> listed = documents.list(ControlPaths.ROLES);
    return listed.isEmpty() ? Optional.empty() : Optional.of(read(listed.get(listed.size() - 1)));
  }

  private Role read(ObjectEntry entry) {
    String where = "Role document " + entry.path();
    Role role = Json.parseDocument(documents.read(entry), Role.FORMAT, Role.class, where);
    if (role.epoch() != number(entry.path())) {
      throw Json.damaged(where, "it speaks of epoch " + role.epoch(), null);
    }
    return role;
  }

  /**
   * The epoch of the newest role without reading it: document n has epoch n. 0 where there is none.
   */
  long newestEpoch() {
    List<ObjectEntry> listed = documents.list(ControlPaths.ROLES);
    return listed.isEmpty() ? 0 : number(listed.get(listed.size() - 1).path());
  }

  private static long number(ObjectPath document) {
    try {
      return ControlPaths.number(document);
    } catch (NumberFormatException e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "%s on the control root is not a role document. Remove it.".formatted(document),
          e);
    }
  }

  /**
   * Throws unless {@code epoch} is still in force.
   *
   * @throws RoleRefusedException if it is not, or if the role cannot be read twice in a row
   */
  public void require(long epoch) {
    long newest;
    try {
      newest = twice(this::newestEpoch);
    } catch (ReplicationException e) {
      throw new RoleRefusedException(
          "The role cannot be read, so nothing more is written: %s Run again when the control root answers."
              .formatted(e.getMessage()));
    }
    if (newest > epoch) {
      throw RoleRefusedException.newer(epoch, newest);
    }
    if (newest < epoch) {
      throw new RoleRefusedException(
          "The role documents vanished from the control root while the run was under way. Nothing more is written.");
    }
  }

  /** Reads, and reads once more if the first answer may have been a passing fault. */
  static <T> T twice(Supplier<T> read) {
    try {
      return read.get();
    } catch (ReplicationException e) {
      if (e.effect() == Effect.NONE_DO_NOT_RETRY) {
        throw e;
      }
      return read.get();
    }
  }

  /** Puts {@code role}; the loser of a race gets the winner's. */
  public Role put(Role role) {
    try {
      documents.putIfAbsent(ControlPaths.role(role.epoch()), Json.document(role));
      return role;
    } catch (PreconditionFailedException e) {
      return newest()
          .orElseThrow(
              () ->
                  new ReplicationException(
                      Effect.NONE_MAY_RETRY,
                      "A role document appeared and vanished on the control root. Look at role/ there, then run again.",
                      e));
    }
  }
}
