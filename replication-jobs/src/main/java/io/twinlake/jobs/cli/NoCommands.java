package io.twinlake.jobs.cli;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.Settings;

/** Stands where the engine will: every command is refused in a sentence. */
final class NoCommands implements Commands {
  @Override
  public Settings settings(Invocation invocation) {
    throw absent("read settings");
  }

  @Override
  public ExitCode replicate(Invocation invocation) {
    throw absent("replicate");
  }

  @Override
  public ExitCode plan(Invocation invocation) {
    throw absent("plan");
  }

  @Override
  public ExitCode status(Invocation invocation) {
    throw absent("status");
  }

  @Override
  public ExitCode recoveryPoints(Invocation invocation, int limit) {
    throw absent("recovery-points");
  }

  @Override
  public ExitCode retention(Invocation invocation, boolean dryRun) {
    throw absent("retention");
  }

  @Override
  public ExitCode rebuildLedger(Invocation invocation) {
    throw absent("rebuild-ledger");
  }

  private static ReplicationException absent(String command) {
    return new ReplicationException(
        Effect.NONE_DO_NOT_RETRY, "This build has no engine, so it cannot " + command + ".");
  }
}
