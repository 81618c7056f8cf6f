package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.TableTotals;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.PlannedTable;
import io.twinlake.core.table.StreamTable;
import io.twinlake.core.table.TableChange;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tables of one dataset on their way through a run. One that fails leaves the others alone. */
final class TableWork {

  /** One table. What a step throws ends it for this run. */
  private static final class Item {
    private final TableJob job;
    private final List<TableFormat> formats;
    private TableFormat format;
    private Optional<PlannedTable> planned = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Optional<TableCopier.OfTable> transfer = Optional.empty();

    Item(TableJob job, List<TableFormat> formats) {
      this.job = job;
      this.formats = formats;
      this.format = formats.get(0);
    }

    /** A table's place is known from the listing; what it is, only its log tells. */
    void plan() {
      for (TableFormat each : formats) {
        if (formats.size() > 1 && each.isThere(job.source(), job.root())) {
          format = each;
          break;
        }
      }
      planned = Optional.of(format.plan(job));
    }

    void step(Runnable work) {
      if (failure.isPresent()) {
        return;
      }
      try {
        work.run();
      } catch (ReplicationException e) {
        failure = Optional.of(e.getMessage());
      }
    }

    TableStatus status() {
      return failure.isPresent()
          ? TableStatus.FAILED
          : planned.map(p -> p.report().status()).orElse(TableStatus.FAILED);
    }

    TableReport report() {
      long version = job.last().map(TableRecord::version).orElse(-1L);
      if (planned.isEmpty()) {
        return new TableReport(
            job.table().value(),
            format.name(),
            TableStatus.FAILED,
            version,
            version,
            0,
            0,
            0,
            0,
            Duration.ZERO,
            0,
            failure);
      }
      TableReport report = planned.get().report();
      return failure.isEmpty()
          ? report
          : new TableReport(
              report.table(),
              report.format(),
              TableStatus.FAILED,
              report.from(),
              report.to(),
              report.versions(),
              report.files(),
              report.bytes(),
              report.versionsBehind(),
              report.behind(),
              report.holes(),
              failure);
    }

    /** What the next point says of it; empty for a table that nobody has ever seen. */
    Optional<TableRecord> record() {
      Optional<TableRecord> record = planned.map(PlannedTable::record).or(job::last);
      return record
          .filter(r -> r.version() >= 0 || r.status() != TableStatus.GONE)
          .map(r -> transfer.map(t -> r.pointing(t.pointer())).orElse(r));
    }
  }

  private final DatasetJob job;
  private final List<Item> items = new ArrayList<>();
  private Optional<TableCopier> copier = Optional.empty();
  private Totals change = Totals.NONE;
  private boolean transferred;

  TableWork(DatasetJob job) {
    this.job = job;
  }

  /**
   * @param formats what it may be, at least one
   */
  void add(TableJob table, List<TableFormat> formats) {
    items.add(new Item(table, formats));
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  String dataset() {
    return job.dataset().name();
  }

  DatasetJob job() {
    return job;
  }

  /** Asks the stores what each table needs. */
  void plan(RequestPool tables) {
    each(tables, item -> item.step(item::plan));
  }

  void copyData(RequestPool tables, TableCopier by) {
    copier = Optional.of(by);
    transferred = true;
    each(
        tables,
        item -> {
          TableCopier.OfTable transfer = by.forTable(item.job.last().flatMap(TableRecord::pointer));
          item.transfer = Optional.of(transfer);
          item.step(() -> item.planned.orElseThrow().copyData(transfer));
        });
  }

  /** Where streams are cut, now that the tables are published that they read. */
  void beforeSinks(RequestPool tables) {
    each(
        tables,
        item ->
            item.step(() -> item.planned.orElseThrow().beforeSinks(item.transfer.orElseThrow())));
  }

  /** What streams need before the tables are published that they write to. */
  void beforeItsSinks(RequestPool tables) {
    each(
        tables,
        item ->
            item.step(() -> item.planned.orElseThrow().beforeItsSink(item.transfer.orElseThrow())));
  }

  /** Publishes the tables that {@code which} chooses. */
  void publish(RequestPool tables, Predicate<ObjectPrefix> which) {
    each(
        tables,
        item -> {
          if (which.test(item.job.table())) {
            item.step(() -> item.planned.orElseThrow().publish(item.transfer.orElseThrow()));
          }
        });
  }

  /** Notes what failed, once all is published that could be. */
  void noteFailures() {
    for (Item item : items) {
      TableStatus status = item.status();
      if (status == TableStatus.FAILED || status == TableStatus.DIVERGED) {
        copier
            .orElseThrow()
            .fail(
                new Failure(
                    dataset(),
                    item.job.table().value().isEmpty() ? "." : item.job.table().value(),
                    status == TableStatus.DIVERGED
                        ? Failure.Kind.TARGET_CONFLICT
                        : Failure.Kind.TABLE,
                    "Table %s: %s"
                        .formatted(name(item.job), item.report().notes().orElse("it failed")),
                    0));
      }
    }
  }

  /** About what copying and publishing will ask of services. */
  Forecast forecast(Stores stores) {
    try (Forecaster forecaster = new Forecaster(job, stores)) {
      reports().forEach(report -> forecaster.addFiles(report.files(), report.bytes()));
      return forecaster.forecast();
    }
  }

  private void each(RequestPool tables, Consumer<Item> work) {
    tables.each(
        items,
        item -> {
          work.accept(item);
          return true;
        });
  }

  /** Hands the rows over, and works out how they change the dataset's totals. */
  void settle(RunSession session, LocalEngine into) {
    List<LedgerRow> rows = copier.map(TableCopier::rows).orElse(List.of());
    Set<ObjectPath> paths = new HashSet<>();
    for (LedgerRow row : rows) {
      paths.add(row.path());
    }
    Map<ObjectPath, LedgerRow> before = PriorRows.find(session, dataset(), paths);
    for (LedgerRow row : rows) {
      change = change.plus(Totals.change(Optional.ofNullable(before.get(row.path())), row));
      into.add(row);
    }
  }

  /** What was copied; empty as long as nothing was tried. */
  TransferOutcome outcome() {
    TransferOutcome sum = new TransferOutcome();
    copier.ifPresent(c -> sum.addAll(c.outcome()));
    sum.addChange(change);
    return sum;
  }

  boolean wasTransferred() {
    return transferred;
  }

  List<TableReport> reports() {
    return items.stream()
        .map(Item::report)
        .sorted(Comparator.comparing(TableReport::table, ObjectPath::compareUtf8))
        .toList();
  }

  List<TableRecord> records() {
    return items.stream().flatMap(i -> i.record().stream()).toList();
  }

  /** The table at that place as streams see it. */
  Optional<StreamTable> forStreams(ObjectPrefix table) {
    return items.stream()
        .filter(item -> item.job.table().equals(table) && item.failure.isEmpty())
        .findFirst()
        .flatMap(item -> item.planned)
        .flatMap(PlannedTable::forStreams);
  }

  /** Every table as streams see it. */
  Stream<StreamTable> forStreams() {
    return items.stream()
        .filter(item -> item.failure.isEmpty())
        .flatMap(item -> item.planned.stream())
        .flatMap(planned -> planned.forStreams().stream());
  }

  /** How much of all of them the run would change. */
  TableChange change() {
    long files = 0;
    long changed = 0;
    for (Item item : items) {
      TableChange change = item.planned.map(PlannedTable::change).orElse(TableChange.NONE);
      files += change.files();
      changed += change.changed();
    }
    return new TableChange(files, changed);
  }

  /** How many are not at the source's newest version. */
  long behind() {
    return items.stream().filter(i -> i.status().isBehind()).count();
  }

  /** What the recovery point says of them; empty if there are none. */
  Optional<TableTotals> totals() {
    if (items.isEmpty()) {
      return Optional.empty();
    }
    List<TableReport> reports = reports();
    return Optional.of(
        new TableTotals(
            records().stream().filter(r -> r.version() >= 0).count(),
            behind(),
            reports.stream().filter(r -> r.status() == TableStatus.GONE).count(),
            reports.stream().mapToLong(TableReport::versionsBehind).max().orElse(0),
            reports.stream()
                .map(TableReport::behind)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO)));
  }

  /** What a person should know of each, one sentence or more. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (TableReport report : reports()) {
      report
          .notes()
          .ifPresent(
              text ->
                  notes.add(
                      "Table %s is %s: %s"
                          .formatted(
                              report.table().isEmpty() ? "(the dataset itself)" : report.table(),
                              report.status().meaning(),
                              text)));
    }
    return notes;
  }

  private static String name(TableJob job) {
    return job.table().value().isEmpty() ? "(the dataset itself)" : job.table().value();
  }
}
