package io.twinlake.jobs.cli;

import java.util.Optional;
import picocli.CommandLine.Command;

/** The launcher starts the two workspaces and hands its settings over; the rest is here. */
@Command(
    name = "workspace",
    description =
        "Carries a Databricks workspace between two stand-ins on this machine, twice, and fails over to it.")
final class WorkspaceDemoCommand extends CommandBase {
  private int number;

  WorkspaceDemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    Terminal terminal = invocation.terminal();
    ExitCode worst = ExitCode.CLEAN;
    step(terminal, "Export the primary: an archive on the secondary's control root.");
    worst = worse(worst, WorkspaceCommands.export(commands, invocation));
    step(terminal, "Import it. Ids change, references follow, schedules arrive at rest.");
    worst =
        worse(
            worst,
            WorkspaceCommands.importing(
                commands, invocation, Optional.empty(), false, false, false));
    step(terminal, "Import it again. Nothing changed, so nothing is written.");
    worst =
        worse(
            worst,
            WorkspaceCommands.importing(
                commands, invocation, Optional.empty(), false, false, false));
    step(terminal, "Diff: do the two workspaces say the same, by meaning?");
    worst = worse(worst, WorkspaceCommands.diff(commands, invocation, Optional.empty(), false));
    step(terminal, "Fail over: put the primary to rest, wake what was awake.");
    worst =
        worse(
            worst,
            WorkspaceCommands.switching(
                commands, invocation, workspaces -> workspaces.deactivate(Optional.empty())));
    worst =
        worse(
            worst,
            WorkspaceCommands.switching(
                commands,
                invocation,
                workspaces -> workspaces.activate(Optional.empty(), Optional.empty(), false)));
    step(terminal, "Status: which side is active, and is it current?");
    worst = worse(worst, WorkspaceCommands.status(commands, invocation));
    terminal.out().println();
    terminal.out().println("Two stand-ins answered, not Databricks. docs/workspace.md says what");
    terminal.out().println("is carried, how, and what cannot be.");
    return worst;
  }

  private void step(Terminal terminal, String text) {
    number++;
    terminal.out().println();
    terminal.out().println("== " + number + ". " + text);
  }

  private static ExitCode worse(ExitCode a, ExitCode b) {
    return b.code() > a.code() ? b : a;
  }
}
