package io.twinlake.jobs.cli;

import io.twinlake.core.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Remembers what was called, and ends or throws as it was told. */
final class FakeCommands implements Commands {
  static final String NO_SETTINGS = "no settings in this test";

  private final List<String> calls = new ArrayList<>();
  private Invocation last;
  private ExitCode answer = ExitCode.CLEAN;
  private RuntimeException failure;
  private Error death;

  void answer(ExitCode code) {
    answer = code;
  }

  void fail(RuntimeException thrown) {
    failure = thrown;
  }

  void dieOf(Error thrown) {
    death = thrown;
  }

  List<String> calls() {
    return calls;
  }

  Invocation last() {
    return last;
  }

  @Override
  public Settings settings(Invocation invocation) {
    throw new AssertionError(NO_SETTINGS);
  }

  @Override
  public ExitCode replicate(Invocation invocation, Set<String> released) {
    return called(released.isEmpty() ? "replicate" : "replicate releasing " + released, invocation);
  }

  @Override
  public ExitCode restore(Invocation invocation, Restoring what) {
    return called(
        "restore "
            + what.point()
            + (what.apply() ? " apply" : "")
            + (what.partial() ? " partial" : ""),
        invocation);
  }

  @Override
  public ExitCode plan(Invocation invocation, Assumptions assumptions) {
    return called("plan", invocation);
  }

  @Override
  public ExitCode estimate(Invocation invocation, Assumptions assumptions) {
    return called("estimate", invocation);
  }

  @Override
  public ExitCode preflight(Invocation invocation) {
    return called("preflight", invocation);
  }

  @Override
  public ExitCode status(Invocation invocation) {
    return called("status", invocation);
  }

  @Override
  public ExitCode recoveryPoints(Invocation invocation, int limit) {
    return called("recovery-points " + limit, invocation);
  }

  @Override
  public ExitCode retention(Invocation invocation, boolean dryRun) {
    return called("retention " + dryRun, invocation);
  }

  @Override
  public ExitCode rebuildLedger(Invocation invocation) {
    return called("rebuild-ledger", invocation);
  }

  private ExitCode called(String call, Invocation invocation) {
    calls.add(call);
    last = invocation;
    if (death != null) {
      throw death;
    }
    if (failure != null) {
      throw failure;
    }
    return answer;
  }

  @Override
  public ExitCode validate(Invocation invocation, Validating what) {
    return called("validate " + what.level(), invocation);
  }

  @Override
  public ExitCode report(Invocation invocation, Reporting what) {
    return called("report " + what.out(), invocation);
  }

  @Override
  public ExitCode repair(Invocation invocation, Optional<String> validation, boolean yes) {
    return called("repair " + validation.orElse("newest") + " " + yes, invocation);
  }

  @Override
  public ExitCode fingerprint(Invocation invocation, Optional<String> site) {
    return called("fingerprint " + site.orElse("both"), invocation);
  }

  @Override
  public ExitCode compareFingerprints(Invocation invocation, Optional<Path> junit) {
    return called("compare fingerprints", invocation);
  }
}
