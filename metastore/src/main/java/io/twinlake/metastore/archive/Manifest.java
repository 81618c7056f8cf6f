package io.twinlake.metastore.archive;

import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an export consists of: {@code MANIFEST.json}. It is put last; what has none is no export.
 *
 * @param format {@code mscat/1.1}
 * @param id names the export; ids sort by time
 * @param pair whose it is
 * @param site whose metastore was read
 * @param kind by which way it was read
 * @param generation Hive's major version of the server
 * @param fidelity {@code full}, or {@code degraded} where the way in loses something
 * @param startedAt the export holds at least what was there before
 * @param completedAt when the last object was read
 * @param consistency how it is known that all objects are of one moment
 * @param eventBefore the server's last change when reading began, if it keeps a log
 * @param eventAfter the same when reading ended
 * @param point the newest recovery point on the control root when reading ended
 * @param roots what the names in locations stand for at that site
 * @param parts the documents that hold the objects
 * @param redactions where secrets stood, by object and place; their values are nowhere
 * @param findings what could not be read, and what somebody should know
 * @param selection what was asked for; not said before {@code mscat/1.1}
 */
public record Manifest(
    String format,
    String id,
    String pair,
    String site,
    String kind,
    int generation,
    String fidelity,
    Instant startedAt,
    Instant completedAt,
    Consistency consistency,
    Optional<Long> eventBefore,
    Optional<Long> eventAfter,
    Optional<Long> point,
    SortedMap<String, String> roots,
    List<Part> parts,
    List<String> redactions,
    List<Finding> findings,
    Optional<Selection> selection) {
  static final String FORMAT = "mscat/1";
  public static final String FORMAT_NOW = FORMAT + ".1";

  /** How it is known that all objects are of one moment. */
  public enum Consistency {
    /** Whatever the server's log named meanwhile was read again. */
    LOG,
    /** A second look at everything agreed. */
    TWO_SCANS,
    /** Tables kept changing; those are named. */
    CHANGING
  }

  /**
   * One document.
   *
   * @param path below the control root
   * @param sha256 of the document as it is stored
   */
  public record Part(
      Kind kind, String db, String table, String path, String sha256, long sizeBytes, int count) {}

  public Manifest {
    roots = new TreeMap<>(roots);
    parts = List.copyOf(parts);
    redactions = List.copyOf(redactions);
    findings = List.copyOf(findings);
  }

  public int count(Kind of) {
    return parts.stream().filter(part -> part.kind() == of).mapToInt(Part::count).sum();
  }

  /** Whether everything that was asked for could be read. */
  public boolean isWhole() {
    return consistency != Consistency.CHANGING
        && findings.stream().allMatch(finding -> finding.level() == Finding.Level.NOTE);
  }

  /** Names, as people read them, of objects that were there and are not in it as a whole. */
  public Set<String> leftOut() {
    return findings.stream()
        .filter(finding -> finding.level() == Finding.Level.LEFT_OUT)
        .map(Finding::object)
        .collect(Collectors.toSet());
  }
}
