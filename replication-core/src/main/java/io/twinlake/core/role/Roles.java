package io.twinlake.core.role;

import io.twinlake.core.Effect;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.PreconditionFailedException;
import java.util.List;
import java.util.Optional;

/** The chain of role documents on one site's control root. */
public final class Roles {
  private final ControlDocuments documents;

  public Roles(ControlDocuments documents) {
    this.documents = documents;
  }

  /** The newest role; empty where none was ever written. A failure to look is thrown. */
  public Optional<Role> newest() {
    List<ObjectEntry> listed = documents.list(ControlPaths.ROLES);
    return listed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Json.parseDocument(
                documents.read(listed.get(listed.size() - 1)),
                Role.FORMAT,
                Role.class,
                "Role document " + listed.get(listed.size() - 1).path()));
  }

  /**
   * The epoch of the newest role without reading it: document n has epoch n. 0 where there is none.
   */
  long newestEpoch() {
    List<ObjectEntry> listed = documents.list(ControlPaths.ROLES);
    return listed.isEmpty() ? 0 : ControlPaths.number(listed.get(listed.size() - 1).path());
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
                  new io.twinlake.core.ReplicationException(
                      Effect.NONE_MAY_RETRY,
                      "A role document appeared and vanished on the control root. Look at role/ there, then run again.",
                      e));
    }
  }
}
