package io.twinlake.jobs.cli;

import io.twinlake.core.settings.Settings;
import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.hive.IsolatedHive;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the commands do, behind what they are called. Each prints its result to the invocation's
 * terminal (one JSON object with {@link Invocation#json()}) and answers how it ended; what stops it
 * is thrown.
 */
public interface Commands {
  /** Reads the settings and checks them; every mistake is in the one exception. */
  Settings settings(Invocation invocation);

  /** The Hadoop settings that stores get: those of the invocation, and a hosted session's. */
  default Map<String, String> hadoop(Invocation invocation) {
    return invocation.hadoop();
  }

  /** Opens one site's metastore. Asks it nothing yet. */
  default MetastoreWriter metastore(MetastorePlace place) {
    return IsolatedHive.open(place);
  }

  /** Brings the target up to date and commits a recovery point. */
  default ExitCode replicate(Invocation invocation) {
    return replicate(invocation, Set.of());
  }

  /**
   * The same, where what is held of {@code released} is replicated again.
   *
   * @param released names of datasets and consistency groups
   */
  ExitCode replicate(Invocation invocation, Set<String> released);

  /** Puts the target back to an earlier recovery point, or shows what that would do. */
  ExitCode restore(Invocation invocation, Restoring what);

  /** Shows what replicate would do, and what that takes; writes nothing. */
  ExitCode plan(Invocation invocation, Assumptions assumptions);

  /** Shows what replicate would take, without the single changes; writes nothing. */
  ExitCode estimate(Invocation invocation, Assumptions assumptions);

  /** Tries everything that a run would need, and says what is missing. */
  ExitCode preflight(Invocation invocation);

  /** Shows the age of each dataset's last complete point against its objective. */
  ExitCode status(Invocation invocation);

  /**
   * Lists recovery points, newest first.
   *
   * @param limit how many at most
   */
  ExitCode recoveryPoints(Invocation invocation, int limit);

  /**
   * Ends the history that is older than its retention.
   *
   * @param dryRun only show what would end
   */
  ExitCode retention(Invocation invocation, boolean dryRun);

  /** Rebuilds a lost ledger from what the target's objects say about themselves. */
  ExitCode rebuildLedger(Invocation invocation);

  /** Compares both sites and keeps the report. */
  ExitCode validate(Invocation invocation, Validating what);

  /** Makes a page of what validations found. */
  ExitCode report(Invocation invocation, Reporting what);

  /** Compares both sites by their fingerprints and keeps the report. */
  ExitCode compareFingerprints(Invocation invocation, Optional<Path> junit);

  /**
   * Makes fingerprints.
   *
   * @param site of that site; of both, one after the other, if empty
   */
  ExitCode fingerprint(Invocation invocation, Optional<String> site);

  /**
   * Copies again what a validation found to differ.
   *
   * @param validation names it; empty for the newest
   * @param yes whether the plan is carried out
   */
  ExitCode repair(Invocation invocation, Optional<String> validation, boolean yes);
}
