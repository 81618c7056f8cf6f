package io.twinlake.jobs.cli;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.RecoveryPointTakenException;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.run.LedgerWholeException;
import io.twinlake.core.settings.SettingsException;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.StoreException;
import io.twinlake.jobs.UnknownDatasetException;
import io.twinlake.metastore.UnknownMetastoreException;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreRefusedException;
import io.twinlake.workspace.UnknownSiteException;
import io.twinlake.workspace.UnknownWaveException;
import io.twinlake.workspace.WorkspaceRefusedException;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.archive.UnusableArchiveException;
import io.twinlake.workspace.ledger.ClaimTakenException;
import io.twinlake.workspace.ledger.LedgerTakenException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells what went wrong, and which exit code that is. A {@link ReplicationException} was
 * understood: its message is all that is shown. Anything else leaves its stack trace in a file.
 */
final class Failures {
  private final Terminal terminal;
  private final boolean verbose;

  Failures(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  /** The exit code that {@code thrown}, or what caused it, stands for. */
  static ExitCode codeOf(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Optional<ExitCode> code = known(t);
      if (code.isPresent()) {
        return code.get();
      }
    }
    return ExitCode.FAILED;
  }

  private static Optional<ExitCode> known(Throwable t) {
    if (t instanceof UsageException
        || t instanceof SettingsException
        || t instanceof UnknownDatasetException
        || t instanceof UnknownSiteException
        || t instanceof UnknownWaveException
        || t instanceof UnusableArchiveException
        || t instanceof UnknownMetastoreException) {
      return Optional.of(ExitCode.USAGE);
    }
    if (t instanceof MetastoreException metastore) {
      return switch (metastore.problem()) {
        case UNREACHABLE, BROKEN -> Optional.of(ExitCode.UNREACHABLE);
        case NOT_SET_UP -> Optional.of(ExitCode.USAGE);
        default -> Optional.of(ExitCode.FAILED);
      };
    }
    if (t instanceof WorkspaceRefusedException
        || t instanceof ClaimTakenException
        || t instanceof MetastoreRefusedException) {
      return Optional.of(ExitCode.REFUSED);
    }
    if (t instanceof LedgerTakenException) {
      return Optional.of(ExitCode.OVERTAKEN);
    }
    if (t instanceof ApiException api) {
      return switch (api.problem()) {
        case UNAUTHENTICATED, UNAVAILABLE, THROTTLED, DENIED -> Optional.of(ExitCode.UNREACHABLE);
        default -> Optional.of(ExitCode.FAILED);
      };
    }
    if (t instanceof RoleRefusedException || t instanceof LedgerWholeException) {
      return Optional.of(ExitCode.REFUSED);
    }
    if (t instanceof RecoveryPointTakenException) {
      return Optional.of(ExitCode.OVERTAKEN);
    }
    if (t instanceof OutcomeUnknownException) {
      return Optional.of(ExitCode.UNREACHABLE);
    }
    if (t instanceof StoreException store) {
      return switch (store.problem()) {
        case ROOT_MISSING, ACCESS_DENIED, UNAVAILABLE, THROTTLED ->
            Optional.of(ExitCode.UNREACHABLE);
        default -> Optional.of(ExitCode.FAILED);
      };
    }
    return t instanceof InterruptedException ? Optional.of(ExitCode.INTERRUPTED) : Optional.empty();
  }

  /** Tells of {@code thrown} on stderr, and as one JSON object on stdout if {@code json}. */
  ExitCode report(Throwable thrown, boolean json) {
    ExitCode code = codeOf(thrown);
    String message =
        understood(thrown)
            .map(Throwable::getMessage)
            .or(() -> ofTheCluster(thrown))
            .orElseGet(() -> unexpected(thrown));
    terminal.err().println("twinlake: " + Redaction.hide(message));
    if (verbose) {
      terminal.err().print(stackTrace(thrown));
    }
    if (json) {
      terminal
          .out()
          .println(Json.line(new FailureJson(code.code(), code, Redaction.hide(message))));
    }
    return code;
  }

  private static Optional<ReplicationException> understood(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ReplicationException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  /** What is wrong with the JVMs rather than with us, and the setting that mends it. */
  static Optional<String> ofTheCluster(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return Optional.of(
            "The driver ran out of memory (%s). Give it more: --driver-memory, spark.driver.memory, or TWINLAKE_DRIVER_MEMORY. What was copied is kept; the next run goes on."
                .formatted(t.getMessage()));
      }
      if (String.valueOf(t).contains("UnsupportedClassVersionError")) {
        return Optional.of(
            "An executor runs a Java older than 17. Set spark.executorEnv.JAVA_HOME to a JDK 17 on every node or in --archives, as submit/hdinsight does; on Databricks JNAME=zulu17-ca-amd64. What was copied is kept; the next run goes on.");
      }
      if (t instanceof LinkageError) {
        return Optional.of(
            "A class is missing, or is of another version than the rest (%s). All that is on Spark's class path must be made for one Spark; most often Delta Lake is not: take the delta-spark of this Spark's line (--packages io.delta:..., --jars, spark.jars, the cluster's libraries), or none. What was copied is kept; the next run goes on."
                .formatted(t));
      }
    }
    return Optional.empty();
  }

  private String unexpected(Throwable thrown) {
    String what =
        "An unexpected %s: %s".formatted(thrown.getClass().getName(), thrown.getMessage());
    if (verbose) {
      return what;
    }
    return what
        + " "
        + written(stackTrace(thrown))
            .map(file -> "The stack trace is in " + file + ".")
            .orElse("Run it again with --verbose to see where.");
  }

  private static Optional<Path> written(String stackTrace) {
    try {
      // A temporary file is readable by its owner only.
      Path file = Files.createTempFile("twinlake-", ".txt");
      Files.writeString(file, stackTrace);
      return Optional.of(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return Redaction.hide(text.toString());
  }

  /** What {@code --json} prints when a command failed. */
  record FailureJson(int exitCode, ExitCode outcome, String error) {}
}
