package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The level {@code table} of one dataset. Finds its tables in the listings, has each compared, and
 * takes every partition as one path. What belongs to no table is compared by names and lengths. A
 * table that cannot be read leaves the others alone.
 */
final class TableStep {
  /** Partitions of a table whose rows are looked at one by one. */
  private static final int NARROWED = 20;

  /** Rows of such a partition that are told. */
  private static final int ROWS = 20;

  private final DatasetSettings dataset;
  private final Scope scope;
  private final Judge judge;
  private final TableEngine engine;
  private final Function<String, Optional<Long>> pinned;
  private final Instant now;
  private final Consumer<Finding> take;
  private final List<TableValidation> tables = new ArrayList<>();
  private Cost cost = Cost.NONE;

  /**
   * @param pinned the version at which a table is to be read on both sides, by its directory
   * @param take told each finding
   */
  TableStep(
      DatasetSettings dataset,
      Scope scope,
      TableEngine engine,
      Function<String, Optional<Long>> pinned,
      Instant now,
      Consumer<Finding> take) {
    this.dataset = dataset;
    this.scope = scope;
    this.judge = new Judge(scope);
    this.engine = engine;
    this.pinned = pinned;
    this.now = now;
    this.take = take;
  }

  /**
   * @param atSource lists the source, each time anew; the caller's streams are closed here
   * @param atTarget lists the target
   */
  void run(
      URI source,
      URI target,
      Supplier<Stream<ObjectEntry>> atSource,
      Supplier<Stream<ObjectEntry>> atTarget) {
    TableFinder finder = new TableFinder();
    try (Stream<ObjectEntry> listed = atSource.get()) {
      listed.forEach(entry -> finder.see(entry.path(), true));
    }
    try (Stream<ObjectEntry> listed = atTarget.get()) {
      listed.forEach(entry -> finder.see(entry.path(), false));
    }
    SortedMap<String, TableFinder.Found> found = finder.tables();
    found.forEach((path, table) -> compare(path, table, source, target));
    if (dataset.mode() == DatasetSettings.Mode.COMPARE) {
      return; // two ingests name their files as they like
    }
    try (Stream<ObjectEntry> left = atSource.get();
        Stream<ObjectEntry> right = atTarget.get()) {
      Pairs.of(
              left.filter(entry -> !finder.isTables(entry.path())).iterator(),
              right.filter(entry -> !finder.isTables(entry.path())).iterator())
          .forEachRemaining(pair -> take.accept(judge.byListing(pair)));
    }
  }

  List<TableValidation> tables() {
    return List.copyOf(tables);
  }

  Cost cost() {
    return cost;
  }

  private void compare(String path, TableFinder.Found table, URI source, URI target) {
    if (!table.atSource || !table.atTarget) {
      Outcome outcome = table.atSource ? Outcome.MISSING_AT_TARGET : Outcome.MISSING_AT_SOURCE;
      Optional<String> outside = scope.outside(ObjectPath.of(path + "_"));
      alone(path, table, outside.isPresent() ? Outcome.OUTSIDE : outcome, outside.orElse(""));
      return;
    }
    Optional<Long> version = pinned.apply(path);
    TableRequest request =
        new TableRequest(
            dataset.name() + "/" + path,
            table.format,
            place(source, path),
            place(target, path),
            version.or(table::sourceVersion),
            version.or(table::targetVersion),
            List.copyOf(table.partitionedBy),
            dataset.rows(),
            dataset.mode() == DatasetSettings.Mode.COMPARE,
            now);
    try (TableEngine.Opened opened = engine.open(request)) {
      tables.add(compare(path, table.format, opened));
    } catch (ReplicationException e) {
      alone(path, table, Outcome.UNREADABLE, e.getMessage());
    }
  }

  private TableValidation compare(String path, String format, TableEngine.Opened opened) {
    Told told = new Told(path, format);
    TableRead read = opened.read(told::add);
    cost = cost.plus(read.cost());
    List<String> narrow =
        told.differences.values().stream()
            .filter(d -> d.outcome() != Outcome.UNREADABLE && d.outcome() != Outcome.OUTSIDE)
            .map(PartitionDifference::partition)
            .limit(NARROWED)
            .toList();
    if (!narrow.isEmpty()) {
      opened
          .rows(narrow, ROWS)
          .forEach(
              (partition, rows) ->
                  told.differences.computeIfPresent(
                      partition, (name, difference) -> with(difference, rows)));
    }
    told.differences.values().forEach(difference -> take.accept(finding(path, difference)));
    if (!opened.schema().isEmpty()) {
      told.worst = worse(told.worst, Outcome.DIFFERS);
      take.accept(
          finding(
              path + "(schema)", Outcome.DIFFERS, "schema: " + String.join("; ", opened.schema())));
    }
    return new TableValidation(
        path,
        format,
        told.worst,
        "",
        opened.schema(),
        opened.partitionedBy(),
        read.source(),
        read.target(),
        told.partitions,
        told.differences.values().stream().limit(TableValidation.MAX_PARTITIONS).toList(),
        Math.max(0, told.differences.size() - TableValidation.MAX_PARTITIONS),
        read.disagreement());
  }

  private static PartitionDifference with(
      PartitionDifference difference, List<RowDifference> rows) {
    return new PartitionDifference(
        difference.partition(),
        difference.outcome(),
        difference.source(),
        difference.target(),
        difference.detail(),
        rows.subList(0, Math.min(ROWS, rows.size())),
        Math.max(0, rows.size() - ROWS));
  }

  /** A table of which nothing can be said but this. */
  private void alone(String path, TableFinder.Found table, Outcome outcome, String detail) {
    TableSide none = new TableSide(0, "0".repeat(32), Optional.empty());
    tables.add(
        new TableValidation(
            path,
            table.format,
            outcome,
            detail,
            List.of(),
            List.copyOf(table.partitionedBy),
            none,
            none,
            0,
            List.of(),
            0,
            Optional.empty()));
    take.accept(finding(path, outcome, detail.isEmpty() ? table.format + " table" : detail));
  }

  private static Finding finding(String path, PartitionDifference difference) {
    StringBuilder detail = new StringBuilder(difference.detail());
    if (detail.isEmpty()) {
      detail.append(
          difference.source().rows() == difference.target().rows()
              ? "%d rows on both sides, not the same".formatted(difference.source().rows())
              : "%d rows at the source, %d at the target"
                  .formatted(difference.source().rows(), difference.target().rows()));
    }
    for (RowDifference row : difference.rows().stream().limit(3).toList()) {
      detail.append(
          "; %s: %d at the source, %d at the target"
              .formatted(row.key(), row.atSource(), row.atTarget()));
    }
    return finding(path + difference.partition(), difference.outcome(), detail.toString());
  }

  private static Finding finding(String path, Outcome outcome, String detail) {
    return Finding.unread(
        ObjectPath.of(path.isEmpty() ? "./" : path),
        outcome,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        detail);
  }

  private String place(URI root, String path) {
    String base = root.toString();
    return base + (base.endsWith("/") ? "" : "/") + dataset.directory().value() + path;
  }

  private static Outcome worse(Outcome one, Outcome other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case MATCH -> 0;
      case UNVERIFIED -> 1;
      case OUTSIDE -> 2;
      case STORED_MD5_WRONG, MISSING_AT_SOURCE -> 3;
      case MISSING_AT_TARGET -> 4;
      case DIFFERS -> 5;
      case MOVING -> 6;
      case UNREADABLE -> 7;
    };
  }

  /** What the engine tells of one table. */
  private final class Told {
    private final String path;
    private final String format;
    private final Map<String, PartitionDifference> differences = new LinkedHashMap<>();
    private long partitions;
    private Outcome worst = Outcome.MATCH;

    Told(String path, String format) {
      this.path = path;
      this.format = format;
    }

    void add(PartitionDifference told) {
      partitions++;
      PartitionDifference judged = judge(told);
      worst = worse(worst, judged.outcome());
      if (judged.outcome() == Outcome.MATCH) {
        take.accept(finding(path + told.partition(), Outcome.MATCH, ""));
      } else {
        differences.put(judged.partition(), judged);
      }
    }

    /** A Delta table drops partitions by its log; of plain files the target may keep them. */
    private PartitionDifference judge(PartitionDifference told) {
      if (told.outcome() != Outcome.DIFFERS) {
        return told;
      }
      Optional<String> outside = scope.outside(ObjectPath.of(path + told.partition() + "_"));
      if (outside.isPresent()) {
        return as(told, Outcome.OUTSIDE, outside.get());
      }
      if (told.target().rows() == 0) {
        return as(told, Outcome.MISSING_AT_TARGET, told.detail());
      }
      return told.source().rows() == 0 && format.equals(TableRequest.PARQUET)
          ? as(told, Outcome.MISSING_AT_SOURCE, told.detail())
          : told;
    }

    private PartitionDifference as(PartitionDifference told, Outcome outcome, String detail) {
      return new PartitionDifference(
          told.partition(),
          outcome,
          told.source(),
          told.target(),
          detail,
          told.rows(),
          told.moreRows());
    }
  }
}
