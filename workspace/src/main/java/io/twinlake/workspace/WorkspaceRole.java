package io.twinlake.workspace;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.role.Role;
import io.twinlake.core.role.Roles;
import io.twinlake.workspace.activate.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the role documents say of a pair's workspaces: who is primary by default. Where there are
 * none, as with workspaces alone, they forbid nothing.
 */
record WorkspaceRole(Optional<Role> role) {
  private static final String DEFAULT = "default";

  /** The one with the highest epoch on any of these control roots. */
  static WorkspaceRole newest(List<ControlDocuments> roots) {
    return new WorkspaceRole(
        roots.stream()
            .flatMap(root -> new Roles(root).newest().stream())
            .max(Comparator.comparingLong(Role::epoch)));
  }

  long epoch() {
    return role.map(Role::epoch).orElse(0L);
  }

  /** Only the primary's workspace may work by itself. */
  void requirePrimary(String site) {
    if (role.isPresent() && !primary().equals(site)) {
      throw new WorkspaceRefusedException(
          "The role documents say that %s is primary (epoch %d), so the workspace of %s stays at rest. Nothing was written. Fail over the data first; if only the workspace moves, add --despite-role."
              .formatted(primary(), epoch(), site));
    }
  }

  private String primary() {
    return role.map(r -> r.primaryOf(DEFAULT)).orElse("");
  }

  /** A change of role while we write ends what we began. */
  void requireEpoch(long began) {
    if (epoch() != began) {
      throw new WorkspaceRefusedException(
          "The roles changed meanwhile: epoch %d is in force, this run began in %d. Nothing more is written. Look at workspace status, then decide whether to run again."
              .formatted(epoch(), began));
    }
  }

  /** Where the workspaces and the roles say different things. */
  List<String> notes(Map<String, Activation.State> states) {
    List<String> notes = new ArrayList<>();
    states.forEach(
        (site, state) -> {
          if (state == Activation.State.ACTIVE) {
            notes.addAll(notes(site));
          }
        });
    return notes;
  }

  /** What somebody who woke {@code site} should know. */
  List<String> notes(String site) {
    return role.isPresent() && !primary().equals(site)
        ? List.of(
            "The role documents still say that %s is primary (epoch %d): the data were not failed over."
                .formatted(primary(), epoch()))
        : List.of();
  }
}
