package io.twinlake.metastore.sync;

import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an import would do. Its {@link #id} changes with what comes and with what is there. */
public final class ImportPlan {

  /**
   * One object but a partition.
   *
   * @param item what shall be there, with its mark; nothing for drops and what is left alone
   * @param differences in which fields it changes
   * @param waitsFor why it is not imported yet
   */
  public record Line(
      Decision decision,
      Key key,
      Optional<Item> item,
      Optional<Item> theirs,
      List<Fields.Difference> differences,
      Optional<String> waitsFor) {
    public boolean writes() {
      return decision.writes() && waitsFor.isEmpty();
    }
  }

  /** What the partitions of one table need. Names only: the objects are read again when written. */
  public static final class Partitions {
    public final SortedSet<String> added = new TreeSet<>();
    public final SortedSet<String> altered = new TreeSet<>();
    public final SortedSet<String> dropped = new TreeSet<>();
    public final SortedSet<String> waiting = new TreeSet<>();
    public final SortedSet<String> disputed = new TreeSet<>();
    public int kept;
    public int foreign;

    public boolean writes() {
      return !added.isEmpty() || !altered.isEmpty() || !dropped.isEmpty();
    }
  }

  private final String export;
  final List<Line> lines = new ArrayList<>();
  final SortedMap<Key, Partitions> partitions = new TreeMap<>();
  final List<Finding> findings = new ArrayList<>();
  final StringBuilder evidence = new StringBuilder();

  ImportPlan(String export) {
    this.export = export;
    evidence.append(export).append('\n');
  }

  public String export() {
    return export;
  }

  public List<Line> lines() {
    return lines;
  }

  /** By table; only tables that have any. */
  public SortedMap<Key, Partitions> partitions() {
    return partitions;
  }

  public List<Finding> findings() {
    return findings;
  }

  /** Names exactly this plan: the export, what is there, and what is to be done. */
  public String id() {
    return Trees.sha256(evidence.toString()).substring(0, 16);
  }

  /** Whether nothing may be written. */
  public boolean isStopped() {
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.STOPS);
  }

  public long count(Decision decision) {
    return lines.stream()
        .filter(line -> line.decision() == decision && line.waitsFor().isEmpty())
        .count();
  }

  /** Objects whose metadata is ahead of their data. */
  public long waiting() {
    return lines.stream().filter(line -> line.waitsFor().isPresent()).count()
        + partitions.values().stream().mapToLong(p -> p.waiting.size()).sum();
  }

  /** Whether the target would be, or is, all that the export says. */
  public boolean isWhole() {
    return findings.stream().allMatch(f -> f.level() == Finding.Level.NOTE)
        && lines.stream().noneMatch(l -> l.decision().needsSomebody() || l.waitsFor().isPresent())
        && partitions.values().stream().allMatch(p -> p.waiting.isEmpty() && p.disputed.isEmpty());
  }

  /** Whether it has nothing to write. */
  public boolean isEmpty() {
    return lines.stream().noneMatch(Line::writes)
        && partitions.values().stream().noneMatch(Partitions::writes);
  }
}
