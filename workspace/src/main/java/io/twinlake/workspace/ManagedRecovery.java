package io.twinlake.workspace;

import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.WorkspaceImport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows from the failover groups of the account: nobody may carry an object twice, and
 * nobody may leave one to a recovery that is not set up. No clock and no I/O.
 *
 * @param refusal why nothing may be written
 * @param problems what is told with the import
 */
record ManagedRecovery(Optional<String> refusal, List<Problem> problems) {
  private static final String REMEDY =
      "Nothing was written. Set workspace.managed: [databricks], which leaves them to it, or take this workspace out of the group.";

  /**
   * @param managed types that the settings leave to Databricks
   * @param listed types that Databricks says it replicates
   * @param carried types that this import would write
   * @param workspace id of the target's; nothing if it did not say
   * @param groups of the account; nothing if nobody looked, or they could not be read
   * @param why they are not known; empty if nobody was to look
   */
  static ManagedRecovery of(
      Set<Kind> managed,
      Set<Kind> listed,
      Set<Kind> carried,
      Optional<String> workspace,
      Optional<List<FailoverGroup>> groups,
      String why) {
    List<Problem> problems = new ArrayList<>();
    if (groups.isEmpty() || workspace.isEmpty()) {
      if (!why.isEmpty()) {
        problems.add(
            Problem.note(
                Kind.WORKSPACE_SETTING,
                "",
                "whether a failover group of Databricks' managed disaster recovery holds the target could not be told: "
                    + why));
      }
      return new ManagedRecovery(Optional.empty(), problems);
    }
    Optional<FailoverGroup> group =
        groups.get().stream().filter(g -> g.workspaces().contains(workspace.get())).findFirst();
    if (group.isEmpty()) {
      for (Kind kind : managed) {
        problems.add(
            Problem.failed(
                kind,
                "",
                "workspace.managed leaves it to Databricks' managed disaster recovery, and no failover group of the account replicates the target's workspace: nobody carries it. Take it out of workspace.managed, or set the group up."));
      }
      return new ManagedRecovery(Optional.empty(), problems);
    }
    Set<Kind> twice = EnumSet.noneOf(Kind.class);
    twice.addAll(listed);
    twice.retainAll(carried);
    if (!twice.isEmpty()) {
      return new ManagedRecovery(
          Optional.of(
              "Databricks' managed disaster recovery replicates the target's workspace (%s), and an import would write %s too. %s"
                  .formatted(
                      group.get().said(),
                      String.join(", ", twice.stream().map(Kind::written).toList()),
                      REMEDY)),
          problems);
    }
    managed.forEach(
        kind ->
            problems.add(
                Problem.note(
                    kind,
                    "",
                    WorkspaceImport.LEFT.replaceAll("\\.$", "")
                        + ": "
                        + group.get().said()
                        + ".")));
    return new ManagedRecovery(Optional.empty(), problems);
  }
}
