package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;

@Command(
    name = "rebuild-ledger",
    description = "Rebuilds a lost ledger from what the target's objects say about themselves.")
final class RebuildLedgerCommand extends CommandBase {
  RebuildLedgerCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.rebuildLedger(invocation);
  }
}
