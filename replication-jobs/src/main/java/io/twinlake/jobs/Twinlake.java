package io.twinlake.jobs;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.preflight.ConfiguredKeys;
import io.twinlake.core.preflight.Preflight;
import io.twinlake.core.preflight.PreflightResult;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.retention.PointState;
import io.twinlake.core.retention.PointStates;
import io.twinlake.core.retention.ReplicaRetention;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.run.ClusterEngines;
import io.twinlake.core.run.LedgerRebuild;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.run.Repair;
import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.Restoration;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunId;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.run.RunStores;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.SiteDrivers;
import io.twinlake.core.settings.ValidationSettings;
import io.twinlake.core.status.Status;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.distcp.BulkLoad;
import io.twinlake.jobs.spark.FindingsFile;
import io.twinlake.jobs.spark.ParquetSegments;
import io.twinlake.jobs.spark.SessionStart;
import io.twinlake.jobs.spark.SparkEngines;
import io.twinlake.jobs.validate.SparkHashes;
import io.twinlake.jobs.validate.SparkObjects;
import io.twinlake.jobs.validate.SparkTables;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Fingerprint;
import io.twinlake.validation.FingerprintComparison;
import io.twinlake.validation.FingerprintRetention;
import io.twinlake.validation.Fingerprints;
import io.twinlake.validation.Routes;
import io.twinlake.validation.Suspects;
import io.twinlake.validation.Validation;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.ValidationTools;
import io.twinlake.validation.ValidatorIdentity;
import io.twinlake.validation.report.KeptValidations;
import io.twinlake.validation.report.Report;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * What the commands do, for programs. Results are values; what stops a run is a {@link
 * io.twinlake.core.ReplicationException} whose message is fit for people and whose {@link
 * io.twinlake.core.Effect} says what was left behind.
 *
 * <pre>{@code
 * SparkSession spark = SparkSession.builder().appName("nightly").getOrCreate();
 * Settings settings = Settings.load(Files.readString(Path.of("twinlake.yaml")), "twinlake.yaml");
 * Twinlake twinlake = Twinlake.on(spark, settings);
 * if (!twinlake.status().objectivesMet()) {
 *   RunResult result = twinlake.replicate();
 *   for (DatasetResult dataset : result.datasets()) {
 *     System.out.println(dataset.name() + ": " + dataset.copied().objects() + " copied");
 *   }
 * }
 * }</pre>
 *
 * <p>Credentials come from the session's Hadoop configuration. The session is used, never stopped.
 */
public final class Twinlake {
  private final Settings settings;
  private final StoreContext context;
  private final Optional<ClusterEngines> cluster;
  private final Set<String> only;
  private final RunListener listener;
  private final Set<String> released;
  private final Optional<Supplier<SparkSession>> spark;

  private Twinlake(
      Settings settings,
      StoreContext context,
      Optional<Supplier<SparkSession>> spark,
      Optional<ClusterEngines> cluster,
      Set<String> only,
      RunListener listener,
      Set<String> released) {
    this.settings = settings;
    this.spark = spark;
    this.context = SiteDrivers.in(settings, context);
    this.cluster = cluster;
    this.only = only;
    this.listener = listener;
    this.released = released;
  }

  /** Works with a Spark session: large datasets are planned and transferred on its executors. */
  public static Twinlake on(SparkSession spark, Settings settings) {
    Map<String, String> hadoop = SessionStart.entries(spark.sparkContext().hadoopConfiguration());
    return with(settings, hadoop, Optional.of(() -> spark), Optional.of(new SparkEngines(spark)));
  }

  /** The same with a session that is starting: whoever needs it first waits for it. */
  public static Twinlake on(SessionStart spark, Settings settings) {
    return with(settings, spark.hadoop(), Optional.of(spark), Optional.of(new SparkEngines(spark)));
  }

  /**
   * Works in this JVM alone, without Spark.
   *
   * @param hadoop Hadoop configuration keys and values, where the stores find their credentials
   */
  public static Twinlake local(Settings settings, Map<String, String> hadoop) {
    return with(settings, hadoop, Optional.empty(), Optional.empty());
  }

  private static Twinlake with(
      Settings settings,
      Map<String, String> hadoop,
      Optional<Supplier<SparkSession>> spark,
      Optional<ClusterEngines> cluster) {
    return new Twinlake(
        settings,
        new StoreContext(hadoop, "twinlake"),
        spark,
        cluster,
        Set.of(),
        RunListener.SILENT,
        Set.of());
  }

  /** The same for these datasets only; all for an empty set. */
  public Twinlake only(Set<String> datasets) {
    for (String name : datasets) {
      if (settings.datasets().stream().noneMatch(d -> d.name().equals(name))) {
        throw new UnknownDatasetException(name, settings);
      }
    }
    return new Twinlake(
        settings, context, spark, cluster, Set.copyOf(datasets), listener, released);
  }

  /** The same, with somebody who is told what is done. */
  public Twinlake telling(RunListener told) {
    return new Twinlake(settings, context, spark, cluster, only, told, released);
  }

  /**
   * The same, where what is held of {@code names} is replicated again. See {@link
   * Replication#releasing}.
   */
  public Twinlake releasing(Set<String> names) {
    return new Twinlake(settings, context, spark, cluster, only, listener, Set.copyOf(names));
  }

  /**
   * Brings the target up to date and commits a recovery point. See {@link Replication#replicate},
   * and {@link BulkLoad} for datasets with {@code engine: distcp}.
   */
  public RunResult replicate() {
    new BulkLoad(config()).run();
    return new Replication(config()).releasing(released).replicate();
  }

  /**
   * Tells {@code each} what {@link #replicate} would change, and returns the counts. Writes
   * nothing.
   */
  public PlanResult plan(Consumer<PlannedChange> each) {
    return new Replication(config()).releasing(released).plan(each);
  }

  /**
   * What {@link #replicate} would take, without the single changes. Works in this JVM, in memory
   * that does not grow with the lake; see {@link Replication#estimate}.
   */
  public PlanResult estimate() {
    return new Replication(config()).estimate();
  }

  /** How old each dataset's last complete recovery point is. Needs no Spark. */
  public Status status() {
    return Status.read(settings, context.as("status"), Clock.systemUTC());
  }

  /**
   * Tries everything that a run would need, and changes nothing that anybody could see. See {@link
   * Preflight}. Needs no Spark.
   */
  public PreflightResult preflight() {
    List<String> inHadoop = ConfiguredKeys.secretsAmong(context.hadoop());
    return preflight(new ConfiguredKeys(List.of(), inHadoop, Optional.empty()));
  }

  /**
   * The same.
   *
   * @param keys where credentials stand as plain text
   */
  public PreflightResult preflight(ConfiguredKeys keys) {
    return Preflight.of(settings, context.as("preflight"), only, keys).run();
  }

  /**
   * The newest recovery points, newest first. Needs no Spark.
   *
   * @param most how many at most; each costs a request
   */
  public List<RecoveryPoint> recoveryPoints(int most) {
    try (ObjectStore control =
        new Stores(context.as("recovery-points")).open(settings.target().control())) {
      RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(control));
      List<ObjectEntry> listed = chain.list();
      List<RecoveryPoint> newest = new ArrayList<>();
      for (int i = listed.size() - 1; i >= Math.max(0, listed.size() - most); i--) {
        newest.add(chain.read(listed.get(i)).point());
      }
      return newest;
    }
  }

  /**
   * The same, each with what can still be done with it: whether it was verified, and whether the
   * target can be put back to it. Needs no Spark.
   */
  public List<PointState> pointStates(int most) {
    return PointStates.read(
        settings, new Stores(context.as("recovery-points")), most, Clock.systemUTC().instant());
  }

  /** Says what {@link #restore} would do. Writes nothing. */
  public RestoreResult planRestore(long point) {
    return new Restoration(config(), point, false).plan();
  }

  /**
   * Puts the target back to an earlier recovery point. See {@link Restoration}.
   *
   * @param partial whether what can be brought back shall be, where something cannot
   */
  public RestoreResult restore(long point, boolean partial) {
    return new Restoration(config(), point, partial).apply();
  }

  /**
   * Ends history that is older than its dataset's retention. Needs no Spark.
   *
   * @param dryRun only count
   */
  public Retention.Result retention(boolean dryRun) {
    Clock clock = Clock.systemUTC();
    return new Retention(settings, new Stores(context.as("retention")), clock.instant(), dryRun)
        .run();
  }

  /**
   * Removes from replicas of tables what their sources removed longer ago than the dataset's
   * retention. Needs no Spark. To be run before {@link #retention}.
   *
   * @param dryRun only count
   */
  public ReplicaRetention.Result replicaRetention(boolean dryRun) {
    return new ReplicaRetention(
            settings, new Stores(context.as("retention")), Clock.systemUTC().instant(), dryRun)
        .run();
  }

  /**
   * Ends fingerprints that are older than the longest retention, at both sites. Needs no Spark.
   *
   * @param dryRun only count
   */
  public FingerprintRetention.Result fingerprintRetention(boolean dryRun) {
    return new FingerprintRetention(
            settings, new Stores(context.as("retention")), Clock.systemUTC().instant(), dryRun)
        .run();
  }

  /** Rebuilds a lost ledger. See {@link LedgerRebuild#run}. */
  public LedgerRebuild.Result rebuildLedger() {
    return new LedgerRebuild(config()).run();
  }

  /**
   * Compares both sites, and keeps the report on the target's control root. See {@link Validation}.
   */
  public ValidationResult validate(ValidationRequest request, ValidationListener told) {
    RunConfig config = config();
    Validating as = new Validating("validate");
    if (spark.isEmpty()) {
      // Parquet is written with Hadoop's classes, which come with Spark.
      return validate(request, told, config, as, Optional.empty());
    }
    try (FindingsFile findings = new FindingsFile()) {
      return validate(request, told, config, as, Optional.of(findings));
    }
  }

  private ValidationResult validate(
      ValidationRequest request,
      ValidationListener told,
      RunConfig config,
      Validating as,
      Optional<FindingsFile> findings) {
    Stores stores = as.control();
    ValidationListener both =
        new ValidationListener() {
          @Override
          public void step(String text) {
            told.step(text);
          }

          @Override
          public void counted(long objects, long bytes) {
            told.counted(objects, bytes);
          }

          @Override
          public void finding(String dataset, Finding finding) {
            findings.ifPresent(file -> file.add(dataset, finding));
            told.finding(dataset, finding);
          }
        };
    Validation validation =
        new Validation(
            settings,
            stores,
            config.formats(),
            config.clock(),
            both,
            new ValidationTools(
                spark.map(session -> new SparkTables(session, settings.validation().identity())),
                spark.map(SparkObjects::new),
                Optional.of(as.data(false)),
                Optional.of(as.data(true)),
                as.meter::read));
    ValidationResult result = validation.run(request);
    if (findings.isPresent()) {
      try (ObjectStore control = stores.open(settings.target().control())) {
        result = result.withFindings(findings.get().store(control, result.id()));
      }
    }
    validation.keep(result);
    return result;
  }

  /**
   * Makes a fingerprint of one site's objects on that site's own control root, without asking
   * anything of the other site. See {@link Fingerprints}.
   */
  public Fingerprint fingerprint(String site, ValidationListener told) {
    Validating as = new Validating("fingerprint");
    return new Fingerprints(
            settings,
            as.control(),
            as.data(false),
            config().clock(),
            told,
            spark.map(SparkHashes::new))
        .make(site, only);
  }

  /**
   * Compares the newest fingerprints of both sites, and keeps the report. Reads no data. See {@link
   * FingerprintComparison}.
   */
  public ValidationResult compareFingerprints(ValidationListener told) {
    RunConfig config = config();
    Stores stores = new Validating("validate").control();
    ValidationResult result =
        new FingerprintComparison(settings, stores, config.clock(), told).run(only);
    new Validation(settings, stores, config.formats(), config.clock(), told).keep(result);
    return result;
  }

  /** The stores of one validation or fingerprint, which share the throttle's budget. */
  private final class Validating {
    private final String as;
    private final RequestMeter meter = new RequestMeter();
    private final RunId run = RunId.begin(Clock.systemUTC().instant());

    Validating(String as) {
      this.as = as;
    }

    private Stores stores(StoreContext asked) {
      return RunStores.of(asked.as(as), settings, run, meter, held -> {});
    }

    /** Opens the control roots. */
    Stores control() {
      return stores(context);
    }

    /**
     * Opens the data roots, as the validator's own identity if it has one.
     *
     * @param listing whether they are to be listed, by the other way where that is wanted
     */
    Stores data(boolean listing) {
      StoreContext reading =
          settings
              .validation()
              .identity()
              .map(name -> ValidatorIdentity.in(context, name))
              .orElse(context);
      boolean other = listing && settings.validation().listBy() == ValidationSettings.ListBy.OTHER;
      return stores(
          other
              ? Routes.others(
                  reading,
                  settings.sites().values().stream()
                      .flatMap(site -> site.roots().values().stream())
                      .toList())
              : reading);
    }
  }

  /**
   * What validations found and how old recovery points were, to be shown. Needs no Spark.
   *
   * @param validation names the validation that it is about; empty for the newest
   */
  public Report report(Optional<String> validation) {
    return new KeptValidations(settings, new Stores(context.as("report")))
        .report(validation, Clock.systemUTC().instant());
  }

  /**
   * Says what {@link #repair} would do. Writes nothing.
   *
   * @param validation names the kept validation whose findings are meant; empty for the newest
   */
  public RepairResult planRepair(Optional<String> validation) {
    ValidationResult found = kept(validation);
    return withNotes(new Repair(config(), found.id()).plan(suspects(found)), found);
  }

  /**
   * Copies again what a validation found to differ although the source has not changed, and commits
   * a recovery point. See {@link Repair}.
   *
   * @param validation names the kept validation whose findings are meant; empty for the newest
   */
  public RepairResult repair(Optional<String> validation) {
    ValidationResult found = kept(validation);
    return withNotes(new Repair(config(), found.id()).run(suspects(found)), found);
  }

  private ValidationResult kept(Optional<String> validation) {
    ValidationResult found =
        new KeptValidations(settings, new Stores(context.as("repair"))).read(validation);
    if (!found.from().equals(settings.from()) || !found.to().equals(settings.to())) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Validation %s compared %s with %s, and these settings replicate from %s to %s. Validate again, then repair."
              .formatted(found.id(), found.to(), found.from(), settings.from(), settings.to()));
    }
    return found;
  }

  /** All that differ: of a document that does not name them all, from the findings beside it. */
  private Map<String, Set<ObjectPath>> suspects(ValidationResult found) {
    if (namesAll(found)) {
      return Suspects.of(found, only);
    }
    try (ObjectStore control = new Stores(context.as("repair")).open(settings.target().control())) {
      return FindingsFile.suspects(control, found.findings().orElseThrow(), only);
    }
  }

  /** Parquet is read with Hadoop's classes, which come with Spark. */
  private boolean namesAll(ValidationResult found) {
    return Suspects.areAll(found) || found.findings().isEmpty() || spark.isEmpty();
  }

  private RepairResult withNotes(RepairResult result, ValidationResult found) {
    return namesAll(found) ? Suspects.beyond(found).map(result::noting).orElse(result) : result;
  }

  private RunConfig config() {
    return new RunConfig(
        settings,
        context,
        only,
        cluster,
        cluster.isPresent()
            ? List.of(JsonLines.FORMAT, ParquetSegments.FORMAT)
            : List.of(JsonLines.FORMAT),
        cluster.isPresent() ? ParquetSegments.FORMAT : JsonLines.FORMAT,
        Clock.systemUTC(),
        listener);
  }
}
