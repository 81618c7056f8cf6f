package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.table.TablesFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rebuilds a lost ledger from the target: every object that Twinlake wrote natively says which
 * source version it is a copy of. Objects without that mark are left to the next run, which adopts
 * them as the settings say. Data is not touched.
 *
 * <p>The result is a recovery point in which every dataset is partial: only the next run can prove
 * that nothing is missing.
 */
public final class LedgerRebuild {
  /**
   * What was found in one dataset.
   *
   * @param name its name
   * @param recovered objects that say what they are copies of
   * @param unknown objects that do not
   */
  public record Found(String name, long recovered, long unknown) {}

  /**
   * What was rebuilt.
   *
   * @param recoveryPoint number of the point that holds the new ledger
   * @param datasets what was found in each dataset
   */
  public record Result(long recoveryPoint, List<Found> datasets) {}

  private final RunConfig config;

  public LedgerRebuild(RunConfig config) {
    this.config = config;
  }

  /**
   * Rebuilds, and commits.
   *
   * @throws ReplicationException if the ledger is whole, if the role does not allow it, or if a
   *     listing could not be completed; nothing was changed
   */
  public Result run() {
    if (!config.only().isEmpty()) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "A ledger is rebuilt as a whole, as its segments hold all datasets. Run it without --dataset.");
    }
    try (RunSession session = RunSession.open(config, true)) {
      requireLoss(session);
      List<Found> found = new ArrayList<>();
      List<Segment> segments = new ArrayList<>();
      SortedMap<String, DatasetPoint> datasets = new TreeMap<>();
      for (DatasetSettings dataset : session.datasets()) {
        if (dataset.mode() == Mode.REPLICATE) {
          config.listener().step("Reading what " + dataset.name() + " says of itself");
          rebuild(session, dataset, segments, found)
              .ifPresent(point -> datasets.put(dataset.name(), point));
        }
      }
      session.guard().check();
      new RecoveryPoints(session.documents())
          .commit(session.point(datasets, segments, 0, tables(session)));
      return new Result(session.number(), found);
    }
  }

  /** What is known of tables, unless that is lost: then their logs are compared by the next run. */
  private static Optional<TablesDocument> tables(RunSession session) {
    return session
        .parentPoint()
        .flatMap(RecoveryPoint::tables)
        .filter(named -> TablesFile.isWhole(session.documents(), named));
  }

  private void requireLoss(RunSession session) {
    boolean whole =
        session.parentPoint().isPresent()
            && session.parentPoint().flatMap(RecoveryPoint::tables).equals(tables(session))
            && session.liveSegments().stream()
                .allMatch(
                    s ->
                        session
                            .control()
                            .find(ObjectPath.of(s.path()))
                            .filter(e -> e.version().equals(ObjectVersion.decode(s.version())))
                            .isPresent());
    if (whole) {
      throw new LedgerWholeException(
          config.settings().target().control(),
          session.number() - 1,
          session.liveSegments().size());
    }
  }

  private Optional<DatasetPoint> rebuild(
      RunSession session, DatasetSettings dataset, List<Segment> segments, List<Found> found) {
    Settings settings = config.settings();
    try (ObjectStore target = session.stores().open(settings.target().roots().get(dataset.root()));
        Stream<ObjectEntry> listed =
            DatasetListing.of(target, dataset.directory(), ObjectPrefix.ALL)) {
      Marked marked = new Marked(listed.iterator(), dataset.name(), session);
      if (marked.hasNext()) {
        segments.add(
            session
                .segments()
                .write(
                    ControlPaths.segment(
                        session.number(), session.run().value(), segments.size(), JsonLines.FORMAT),
                    JsonLines.FORMAT,
                    marked,
                    session.number(),
                    false));
      }
      found.add(new Found(dataset.name(), marked.totals.objects(), marked.unknown));
      // Without any mark the dataset stays unknown to the ledger, so that the next run adopts it as
      // a whole.
      return marked.totals.objects() == 0
          ? Optional.empty()
          : Optional.of(partial(dataset, marked.totals).held(hold(session, dataset)));
    }
  }

  private static DatasetPoint partial(DatasetSettings dataset, Totals totals) {
    return new DatasetPoint(
        DatasetPoint.State.PARTIAL,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        totals.objects(),
        totals.bytes(),
        totals.hash().hex(),
        0,
        0,
        0,
        0,
        0,
        dataset.group(),
        dataset.objective().rpo(),
        dataset.objective().rto(),
        Optional.empty(),
        Optional.empty());
  }

  /** What a person put back stays held, as far as a point still says so. */
  private static Optional<Hold> hold(RunSession session, DatasetSettings dataset) {
    return session
        .parentPoint()
        .map(p -> p.datasets().get(dataset.name()))
        .flatMap(DatasetPoint::hold);
  }

  /** The rows of those objects that carry our mark, counted as they pass. */
  private static final class Marked implements Iterator<LedgerRow> {
    private final Iterator<ObjectEntry> entries;
    private final String dataset;
    private final RunSession session;
    private Optional<LedgerRow> next = Optional.empty();
    private Totals totals = Totals.NONE;
    private long unknown;

    Marked(Iterator<ObjectEntry> entries, String dataset, RunSession session) {
      this.entries = entries;
      this.dataset = dataset;
      this.session = session;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next.isPresent();
    }

    @Override
    public LedgerRow next() {
      LedgerRow row = next.orElseThrow();
      totals = totals.plus(Totals.change(Optional.empty(), row));
      advance();
      return row;
    }

    private void advance() {
      next = Optional.empty();
      while (next.isEmpty() && entries.hasNext()) {
        ObjectEntry entry = entries.next();
        Optional<ObjectVersion> source = entry.metadata().sourceVersion();
        if (source.isEmpty()) {
          unknown++;
        } else {
          next = Optional.of(row(entry, source.get()));
        }
      }
    }

    private LedgerRow row(ObjectEntry entry, ObjectVersion source) {
      return new LedgerRow(
          dataset,
          entry.path(),
          LedgerRow.Op.PUT,
          source,
          entry.sizeBytes(),
          // A weak version proves nothing without the time of its listing, so it is taken as too
          // young.
          Instant.EPOCH,
          entry.version(),
          entry.sizeBytes(),
          Optional.empty(),
          Proof.LENGTH,
          Optional.empty(),
          session.number(),
          session.guard().epoch(),
          session.startedAt());
    }
  }
}
