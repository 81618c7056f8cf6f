package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.preflight.PreflightResult;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.retention.ReplicaRetention;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.LedgerRebuild;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.status.Status;
import io.twinlake.core.store.StoreContext;
import io.twinlake.jobs.Twinlake;
import io.twinlake.jobs.catalog.SparkCatalog;
import io.twinlake.jobs.spark.SessionStart;
import io.twinlake.metastore.MetastorePlace;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.archive.ExportRetention;
import io.twinlake.metastore.hive.IsolatedHive;
import io.twinlake.validation.Fingerprint;
import io.twinlake.validation.FingerprintRetention;
import io.twinlake.validation.Level;
import io.twinlake.validation.Sample;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.report.JUnitXml;
import io.twinlake.validation.report.Report;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** What the commands do: reads the settings, asks {@link Twinlake}, and shows the answer. */
final class EngineCommands implements Commands {
  /** Planned changes that are shown one by one; {@code --json} has all. */
  private static final int SHOWN_CHANGES = 40;

  private final boolean stopSession;

  /**
   * @param stopSession whether the Spark session is ours to stop at the end; on Databricks it is
   *     not
   */
  EngineCommands(boolean stopSession) {
    this.stopSession = stopSession;
  }

  @Override
  public Settings settings(Invocation invocation) {
    return Settings.load(
        SettingsText.read(invocation.config(), new StoreContext(hadoop(invocation), "settings")),
        SettingsText.nameOf(invocation.config()));
  }

  @Override
  public ExitCode replicate(Invocation invocation, Set<String> released) {
    RunResult result =
        withSpark(invocation, twinlake -> watched(invocation, twinlake.releasing(released)));
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
    } else {
      new ResultView(invocation.terminal()).show(result);
    }
    return codeOf(result.outcome());
  }

  private static RunResult watched(Invocation invocation, Twinlake twinlake) {
    try (Progress progress = invocation.terminal().progress()) {
      return twinlake.telling(listener(progress)).replicate();
    }
  }

  private static RunListener listener(Progress progress) {
    return new RunListener() {
      @Override
      public void step(String text) {
        progress.step(text);
      }

      @Override
      public void planned(String dataset, Tally tally) {
        Tally.Count work = tally.of(Tally.Outcome.COPY).plus(tally.of(Tally.Outcome.ADOPT));
        progress.expect(work.objects(), work.bytes());
      }

      @Override
      public void progress(long objects, long bytes) {
        progress.done(objects, bytes);
      }

      @Override
      public void held(String text) {
        progress.held(text);
      }
    };
  }

  @Override
  public ExitCode restore(Invocation invocation, Restoring what) {
    RestoreResult result =
        withSpark(
            invocation,
            twinlake -> {
              try (Progress progress = invocation.terminal().progress()) {
                Twinlake told = twinlake.telling(listener(progress));
                return what.apply()
                    ? told.restore(what.point(), what.partial())
                    : told.planRestore(what.point());
              }
            });
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
    } else {
      new RestoreView(invocation.terminal()).show(result);
    }
    return switch (result.outcome()) {
      case RESTORED, NOTHING -> ExitCode.CLEAN;
      case PLANNED -> result.blocked() > 0 && !what.partial() ? ExitCode.REFUSED : ExitCode.CLEAN;
      case PARTIAL -> ExitCode.PARTIAL;
      case REFUSED -> ExitCode.REFUSED;
    };
  }

  static ExitCode codeOf(RunResult.Outcome outcome) {
    return switch (outcome) {
      case CLEAN, PLANNED -> ExitCode.CLEAN;
      case PARTIAL -> ExitCode.PARTIAL;
      case REFUSED -> ExitCode.REFUSED;
      case FAILED -> ExitCode.UNREACHABLE;
    };
  }

  @Override
  public ExitCode plan(Invocation invocation, Assumptions assumptions) {
    PlanView view = new PlanView(invocation.terminal(), SHOWN_CHANGES, invocation.json());
    PlanResult plan = withSpark(invocation, twinlake -> twinlake.plan(view::change));
    view.show(plan, EstimateView.of(plan, settings(invocation), assumptions));
    return ExitCode.CLEAN;
  }

  @Override
  public ExitCode estimate(Invocation invocation, Assumptions assumptions) {
    PlanResult plan = local(invocation).estimate();
    new EstimateView(invocation.terminal())
        .show(
            plan.result(),
            EstimateView.of(plan, settings(invocation), assumptions),
            invocation.json());
    return plan.result().datasets().stream().anyMatch(d -> d.state() == DatasetResult.State.FAILED)
        ? ExitCode.UNREACHABLE
        : ExitCode.CLEAN;
  }

  @Override
  public ExitCode preflight(Invocation invocation) {
    PreflightResult result = local(invocation).preflight(invocation.keys());
    if (invocation.json()) {
      invocation.terminal().out().println(Redaction.hide(Json.line(result)));
    } else {
      new PreflightView(invocation.terminal()).show(result);
    }
    return switch (result.verdict()) {
      case READY -> ExitCode.CLEAN;
      case REFUSED -> ExitCode.REFUSED;
      case UNREACHABLE -> ExitCode.UNREACHABLE;
    };
  }

  @Override
  public ExitCode status(Invocation invocation) {
    Status status = local(invocation).status();
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(status));
    } else {
      new StatusView(invocation.terminal()).show(status);
      MetastoreCommands.inStatus(this, invocation);
    }
    return status.objectivesMet() ? ExitCode.CLEAN : ExitCode.OBJECTIVE_MISSED;
  }

  @Override
  public ExitCode recoveryPoints(Invocation invocation, int limit) {
    new PointsView(invocation.terminal(), invocation.json())
        .show(local(invocation).pointStates(limit));
    return ExitCode.CLEAN;
  }

  @Override
  public ExitCode retention(Invocation invocation, boolean dryRun) {
    ReplicaRetention.Result replicas = local(invocation).replicaRetention(dryRun);
    Retention.Result result = local(invocation).retention(dryRun);
    FingerprintRetention.Result prints = local(invocation).fingerprintRetention(dryRun);
    // Afterwards: what an ended point named is nobody's any more.
    Optional<ExportRetention.Result> exports =
        MetastoreCommands.retention(this, invocation, dryRun);
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
      invocation.terminal().out().println(Json.line(replicas));
      invocation.terminal().out().println(Json.line(prints));
      exports.ifPresent(ended -> invocation.terminal().out().println(Json.line(ended)));
      return ExitCode.CLEAN;
    }
    invocation
        .terminal()
        .out()
        .printf(
            "%s %s (%s) of history and %s.%n",
            dryRun ? "Would end" : "Ended",
            Amounts.count(result.historyObjects(), "object"),
            Amounts.bytes(result.historyBytes()),
            Amounts.count(result.documents(), "document"));
    if (replicas.tables() > 0) {
      invocation
          .terminal()
          .out()
          .printf(
              "%s %s (%s) from replicas of %s, which the source has vacuumed.%n",
              dryRun ? "Would remove" : "Removed",
              Amounts.count(replicas.files(), "file"),
              Amounts.bytes(replicas.bytes()),
              Amounts.count(replicas.tables(), "table"));
    }
    if (prints.fingerprints() + prints.parts() > 0) {
      invocation
          .terminal()
          .out()
          .printf(
              "%s %s and %s (%s) that no other names.%n",
              dryRun ? "Would end" : "Ended",
              Amounts.count(prints.fingerprints(), "fingerprint"),
              Amounts.count(prints.parts(), "part"),
              Amounts.bytes(prints.bytes()));
    }
    prints.notes().forEach(note -> Wrapped.print(invocation.terminal(), "! ", note));
    exports
        .filter(ended -> !ended.exports().isEmpty())
        .ifPresent(
            ended ->
                invocation
                    .terminal()
                    .out()
                    .printf(
                        "%s %s of metastores (%s).%n",
                        dryRun ? "Would end" : "Ended",
                        Amounts.count(ended.exports().size(), "export"),
                        Amounts.bytes(ended.bytes())));
    replicas.notes().forEach(note -> Wrapped.print(invocation.terminal(), "! ", note));
    result.notes().forEach(note -> Wrapped.print(invocation.terminal(), "! ", note));
    return ExitCode.CLEAN;
  }

  @Override
  public ExitCode rebuildLedger(Invocation invocation) {
    LedgerRebuild.Result result = withSpark(invocation, Twinlake::rebuildLedger);
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
      return ExitCode.CLEAN;
    }
    Terminal terminal = invocation.terminal();
    terminal
        .out()
        .printf("Recovery point %d holds the rebuilt ledger.%n%n", result.recoveryPoint());
    TextTable table = TextTable.of("DATASET", ">RECOVERED", ">UNKNOWN");
    result
        .datasets()
        .forEach(
            d -> table.row(d.name(), Amounts.count(d.recovered()), Amounts.count(d.unknown())));
    terminal.print(table);
    Wrapped.print(
        terminal,
        "",
        "Every dataset counts as partial until the next replicate has proven that nothing is missing.");
    return ExitCode.CLEAN;
  }

  @Override
  public ExitCode validate(Invocation invocation, Validating what) {
    ValidationResult result =
        withSpark(
            invocation,
            twinlake -> {
              try (Progress progress = invocation.terminal().progress()) {
                return twinlake.validate(
                    request(invocation, twinlake, what), new ValidateProgress(progress));
              }
            });
    return shown(invocation, result, what.junit());
  }

  @Override
  public ExitCode compareFingerprints(Invocation invocation, Optional<Path> junit) {
    try (Progress progress = invocation.terminal().progress()) {
      ValidationResult result =
          local(invocation).compareFingerprints(new ValidateProgress(progress));
      return shown(invocation, result, junit);
    }
  }

  @Override
  public ExitCode fingerprint(Invocation invocation, Optional<String> site) {
    Settings settings = settings(invocation);
    List<String> sites =
        site.map(List::of).orElseGet(() -> List.of(settings.from(), settings.to()));
    List<Fingerprint> made =
        withSpark(
            invocation,
            twinlake -> {
              try (Progress progress = invocation.terminal().progress()) {
                return sites.stream()
                    .map(each -> twinlake.fingerprint(each, new ValidateProgress(progress)))
                    .toList();
              }
            });
    new FingerprintView(invocation.terminal()).show(made, invocation.json());
    return made.stream().allMatch(Fingerprint::isWhole) ? ExitCode.CLEAN : ExitCode.COULD_NOT_TELL;
  }

  private static ExitCode shown(
      Invocation invocation, ValidationResult result, Optional<Path> junit) {
    junit.ifPresent(file -> LocalFile.write(file, JUnitXml.of(result)));
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
    } else {
      new ValidateView(invocation.terminal()).show(result);
    }
    return switch (result.verdict()) {
      case CLEAN -> ExitCode.CLEAN;
      case DIFFERENCES -> ExitCode.DIFFERENCES;
      case COULD_NOT_TELL -> ExitCode.COULD_NOT_TELL;
    };
  }

  @Override
  public ExitCode report(Invocation invocation, Reporting what) {
    Report report = local(invocation).report(what.validation());
    LocalFile.write(what.out(), report.html());
    what.junit()
        .ifPresent(
            file ->
                LocalFile.write(
                    file,
                    JUnitXml.of(
                        report
                            .shown()
                            .orElseThrow(
                                () ->
                                    new UsageException(
                                        "No validation is kept yet, so there is nothing to write as JUnit XML. Run validate first.")))));
    new ReportView(invocation.terminal()).show(report, what.out(), invocation.json());
    if (what.open() && !LocalFile.open(what.out())) {
      invocation
          .terminal()
          .err()
          .println("No browser could be started here; open the file by hand.");
    }
    return ExitCode.CLEAN;
  }

  @Override
  public ExitCode repair(Invocation invocation, Optional<String> validation, boolean yes) {
    RepairResult result =
        withSpark(
            invocation,
            twinlake -> {
              try (Progress progress = invocation.terminal().progress()) {
                Twinlake told = twinlake.telling(listener(progress));
                return yes ? told.repair(validation) : told.planRepair(validation);
              }
            });
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(result));
    } else {
      new RepairView(invocation.terminal()).show(result);
    }
    return result.outcome() == RepairResult.Outcome.PARTIAL ? ExitCode.PARTIAL : ExitCode.CLEAN;
  }

  private static ValidationRequest request(
      Invocation invocation, Twinlake twinlake, Validating what) {
    Set<String> only = new LinkedHashSet<>(invocation.datasets());
    Optional<Sample> sample = Optional.empty();
    if (what.level() == Level.SAMPLE) {
      long known =
          twinlake.recoveryPoints(1).stream()
              .flatMap(point -> point.datasets().entrySet().stream())
              .filter(d -> only.isEmpty() || only.contains(d.getKey()))
              .mapToLong(d -> d.getValue().objects())
              .sum();
      sample = Optional.of(new Sample(what.seed(), what.sample().shareOf(known), what.newest()));
    }
    return new ValidationRequest(what.level(), sample, what.point(), only);
  }

  private Twinlake local(Invocation invocation) {
    return Twinlake.local(settings(invocation), hadoop(invocation))
        .only(new LinkedHashSet<>(invocation.datasets()));
  }

  /** On Databricks the credentials are the session's. */
  @Override
  public Map<String, String> hadoop(Invocation invocation) {
    return stopSession
        ? invocation.hadoop()
        : HostedSession.hadoop(HostedSession.get("twinlake"), invocation.hadoop());
  }

  /** A platform's session is its own; one that is started here is stopped with the metastore. */
  @Override
  public MetastoreWriter metastore(MetastorePlace place) {
    if (!place.isSpark()) {
      return IsolatedHive.open(place);
    }
    return stopSession
        ? new SparkCatalog(
            place.site(),
            () ->
                SparkSession.builder()
                    .appName("twinlake metastore")
                    .enableHiveSupport()
                    .getOrCreate(),
            true)
        : new SparkCatalog(place.site(), () -> HostedSession.get("twinlake"), false);
  }

  private <T> T withSpark(Invocation invocation, Function<Twinlake, T> work) {
    // Settings first: a typo should not cost the start of a session.
    Settings settings = settings(invocation);
    Set<String> only = new LinkedHashSet<>(invocation.datasets());
    String name = "twinlake " + settings.pair();
    if (!stopSession) {
      return work.apply(Twinlake.on(HostedSession.get(name), settings).only(only));
    }
    try (SessionStart spark = SessionStart.begin(name)) {
      T result = work.apply(Twinlake.on(spark, settings).only(only));
      spark.failure().ifPresent(why -> tellOfNoSpark(invocation, why));
      return result;
    }
  }

  private static void tellOfNoSpark(Invocation invocation, Throwable why) {
    invocation
        .terminal()
        .err()
        .printf(
            "Spark did not start (%s). What is little enough was done without it; what is not is named as failed.%n",
            Redaction.hide(String.valueOf(why)));
  }
}
