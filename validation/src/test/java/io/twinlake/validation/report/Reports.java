package io.twinlake.validation.report;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.validation.Cost;
import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Disagreement;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.PartitionDifference;
import io.twinlake.validation.RowDifference;
import io.twinlake.validation.Sample;
import io.twinlake.validation.TableSide;
import io.twinlake.validation.TableValidation;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reports to look at: calm ones, and ugly ones. The same each time. */
final class Reports {
  static final Instant NOW = Instant.parse("2026-11-22T03:12:00Z");
  static final String SCRIPT = "<script>window.hacked=1</script>&\"'<img src=x onerror=hacked=1>";
  static final String RIGHT_TO_LEFT = "تقارير/date=2026-11-20/ملخص \u202Egnp.exe";
  static final String CONTROL = "bell\u0007/tab\there/new\nline/nul\u0000/zero\u200Bwidth";

  private Reports() {}

  private static Map<Outcome, Count> counts(Object... outcomesWithCounts) {
    Map<Outcome, Count> counts = new EnumMap<>(Outcome.class);
    for (int i = 0; i < outcomesWithCounts.length; i += 3) {
      counts.put(
          (Outcome) outcomesWithCounts[i],
          new Count((int) outcomesWithCounts[i + 1], (long) outcomesWithCounts[i + 2]));
    }
    return counts;
  }

  static DatasetValidation dataset(
      String name,
      Verdict verdict,
      SortedMap<String, Map<Outcome, Count>> partitions,
      List<Finding> findings,
      long more,
      long byContent,
      Optional<String> unknown,
      List<String> notes) {
    Map<Outcome, Count> sums = new EnumMap<>(Outcome.class);
    partitions
        .values()
        .forEach(
            of ->
                of.forEach(
                    (k, v) ->
                        sums.merge(
                            k,
                            v,
                            (a, b) ->
                                new Count(a.objects() + b.objects(), a.bytes() + b.bytes()))));
    return new DatasetValidation(
        name,
        verdict,
        sums,
        partitions,
        findings,
        more,
        byContent,
        unknown,
        notes,
        name.equals(SCRIPT) ? tables() : List.of(),
        Optional.empty());
  }

  /** Tables compared by rows, with names that attack. */
  private static List<TableValidation> tables() {
    TableSide one = new TableSide(1_000_000, "0".repeat(32), Optional.of(12L));
    TableSide two = new TableSide(999_999, "1".repeat(32), Optional.of(12L));
    return List.of(
        new TableValidation(
            SCRIPT + "/",
            "delta",
            Outcome.DIFFERS,
            "one row less",
            List.of("price: decimal(10,2) at the source, decimal(10,3) at the target"),
            List.of("date"),
            one,
            two,
            400,
            List.of(
                new PartitionDifference(
                    RIGHT_TO_LEFT,
                    Outcome.DIFFERS,
                    one,
                    two,
                    "",
                    List.of(new RowDifference("id=" + CONTROL, 1, 0)),
                    17)),
            3,
            Optional.of(Disagreement.of(97, 1, 1, 1, Optional.empty(), Optional.empty()))));
  }

  static Finding finding(String path, Outcome outcome, long bytes, String detail) {
    boolean differs = outcome == Outcome.DIFFERS;
    return Finding.unread(
        ObjectPath.of(path),
        outcome,
        outcome == Outcome.MISSING_AT_SOURCE ? Optional.empty() : Optional.of(bytes),
        outcome == Outcome.MISSING_AT_TARGET ? Optional.empty() : Optional.of(bytes),
        differs ? Optional.of("ae8b14860a799888") : Optional.empty(),
        differs ? Optional.of("9a3b2f0c11d8e764") : Optional.empty(),
        detail);
  }

  static ValidationResult result(
      Level level,
      Verdict verdict,
      Optional<Sample> sample,
      Duration ago,
      long bytesRead,
      List<DatasetValidation> datasets) {
    Instant startedAt = NOW.minus(ago);
    return new ValidationResult(
        "validation/1.0",
        "20261122T0%05dZ-7f3a9c".formatted(Math.abs(ago.toSeconds()) % 100_000),
        "sales",
        "east",
        "west",
        level,
        level.proves(),
        level.leavesOpen(),
        Optional.empty(),
        sample,
        startedAt,
        startedAt.plusSeconds(412),
        bytesRead,
        verdict,
        datasets,
        Cost.NONE,
        Optional.empty());
  }

  private static DatasetValidation calm(String name, int partitions, int seed, boolean content) {
    Random random = new Random(seed);
    SortedMap<String, Map<Outcome, Count>> all = new TreeMap<>();
    long objects = 0;
    for (int i = 0; i < partitions; i++) {
      int n = 40 + random.nextInt(400);
      objects += n;
      all.put(
          "date=2026-%02d-%02d/".formatted(11 - i / 28, 28 - i % 28),
          counts(Outcome.MATCH, n, n * (1L << 16 + random.nextInt(8))));
    }
    return dataset(
        name, Verdict.CLEAN, all, List.of(), 0, content ? objects : 0, Optional.empty(), List.of());
  }

  static List<RecoveryPoint> points() {
    List<RecoveryPoint> points = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      Instant at = NOW.minus(Duration.ofMinutes(15L * (41 - i) + (i == 23 ? -9 : 3)));
      if (i > 18 && i < 22) {
        continue;
      }
      TreeMap<String, DatasetPoint> datasets = new TreeMap<>();
      datasets.put("orders", point(at.minusSeconds(90), Duration.ofMinutes(30)));
      datasets.put("curated", point(at.minusSeconds(40), Duration.ofHours(1)));
      points.add(
          0,
          new RecoveryPoint(
              RecoveryPoint.FORMAT_NOW,
              "sales",
              i,
              Optional.empty(),
              "east",
              "west",
              "run-" + i,
              1,
              at.minusSeconds(95),
              at,
              datasets,
              List.of(),
              0,
              Optional.empty(),
              Optional.empty()));
    }
    return points;
  }

  private static DatasetPoint point(Instant at, Duration rpo) {
    return new DatasetPoint(
        DatasetPoint.State.COMPLETE,
        at,
        Optional.of(at),
        Optional.of(1L),
        1204,
        1L << 35,
        "00",
        0,
        0,
        0,
        0,
        0,
        Optional.empty(),
        rpo,
        Duration.ofHours(4),
        Optional.empty(),
        Optional.empty());
  }

  private static Report of(ValidationResult shown, List<String> notes) {
    List<Past> past = new ArrayList<>(List.of(Past.of(shown)));
    past.add(
        Past.of(
            result(
                Level.SAMPLE,
                Verdict.CLEAN,
                Optional.of(new Sample(42, 0.05, false)),
                Duration.ofDays(1),
                1L << 31,
                List.of(calm("orders", 30, 1, true)))));
    past.add(
        Past.of(
            result(
                Level.LISTING,
                Verdict.COULD_NOT_TELL,
                Optional.empty(),
                Duration.ofDays(2),
                0,
                List.of(calm("orders", 30, 1, false)))));
    past.add(
        Past.of(
            result(
                Level.LEDGER,
                Verdict.DIFFERENCES,
                Optional.empty(),
                Duration.ofDays(3),
                0,
                List.of(calm("orders", 30, 1, false)))));
    return new Report("sales", "east", "west", Optional.of(shown), past, points(), notes, NOW);
  }

  static Report clean() {
    return of(
        result(
            Level.CONTENT,
            Verdict.CLEAN,
            Optional.empty(),
            Duration.ofHours(2),
            38L << 30,
            List.of(
                calm("curated", 12, 3, true),
                calm("inbound", 4, 5, true),
                calm("orders", 60, 1, true))),
        List.of());
  }

  static Report sampled() {
    return of(
        result(
            Level.SAMPLE,
            Verdict.CLEAN,
            Optional.of(new Sample(731, 0.05, false)),
            Duration.ofHours(2),
            2L << 30,
            List.of(
                dataset(
                    "orders",
                    Verdict.CLEAN,
                    new TreeMap<>(
                        Map.of(
                            "date=2026-11-20/",
                            counts(
                                Outcome.MATCH,
                                600,
                                1L << 31,
                                Outcome.UNVERIFIED,
                                12000,
                                1L << 36))),
                    List.of(),
                    0,
                    600,
                    Optional.empty(),
                    List.of()))),
        List.of());
  }

  /** Both sides are equal, and what their stores say of three objects is not. */
  static Report doubted() {
    SortedMap<String, Map<Outcome, Count>> orders =
        new TreeMap<>(calm("orders", 9, 1, true).partitions());
    orders.put(
        "date=2026-11-20/",
        counts(Outcome.MATCH, 204, 6L << 30, Outcome.STORED_MD5_WRONG, 3, 33_000_000L));
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      findings.add(
          finding(
              "date=2026-11-20/part-%04d.snappy.parquet".formatted(i),
              Outcome.STORED_MD5_WRONG,
              11_000_000,
              "the MD5 stored at the source is XrY7u+Ae7tCTyyK7j1rNww==, that of its bytes 1B2M2Y8AsgTpgAmY7PhCfg==; no MD5 is stored at the target"));
    }
    return of(
        result(
            Level.CONTENT,
            Verdict.DIFFERENCES,
            Optional.empty(),
            Duration.ofHours(2),
            38L << 30,
            List.of(
                dataset(
                    "orders",
                    Verdict.DIFFERENCES,
                    orders,
                    findings,
                    0,
                    2_473,
                    Optional.empty(),
                    List.of(
                        "Stored Content-MD5s of what was read: 4,931 right, 3 wrong, 12 not checked.")))),
        List.of());
  }

  static Report damaged() {
    SortedMap<String, Map<Outcome, Count>> orders =
        new TreeMap<>(calm("orders", 60, 1, true).partitions());
    orders.put(
        "date=2026-11-20/", counts(Outcome.MATCH, 204, 6L << 30, Outcome.DIFFERS, 2, 33_000_000L));
    orders.put("date=2026-10-09/", counts(Outcome.MISSING_AT_TARGET, 118, 3L << 29));
    orders.put(
        "date=2026-10-02/",
        counts(Outcome.MATCH, 91, 1L << 29, Outcome.MISSING_AT_SOURCE, 4, 1L << 22));
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding("date=2026-10-02/part-0009.parquet", Outcome.MISSING_AT_SOURCE, 1 << 20, ""));
    for (int i = 0; i < 18; i++) {
      findings.add(
          finding(
              "date=2026-10-09/part-%04d.snappy.parquet".formatted(i),
              Outcome.MISSING_AT_TARGET,
              13_631_488,
              ""));
    }
    findings.add(
        finding(
            "date=2026-11-20/part-0004-9c1b.snappy.parquet",
            Outcome.DIFFERS,
            16_500_000,
            "equal lengths, different bytes"));
    return of(
        result(
            Level.CONTENT,
            Verdict.DIFFERENCES,
            Optional.empty(),
            Duration.ofHours(2),
            38L << 30,
            List.of(
                calm("curated", 12, 3, true),
                calm("inbound", 4, 5, true),
                dataset(
                    "orders",
                    Verdict.DIFFERENCES,
                    orders,
                    findings,
                    105,
                    12_114,
                    Optional.empty(),
                    List.of()))),
        List.of());
  }

  /** 10,000 differences, names that attack, paths without an end, a dataset nobody could list. */
  static Report ugly() {
    Random random = new Random(9);
    SortedMap<String, Map<Outcome, Count>> many = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    String endless =
        "very-long-directory-name-without-a-single-break/".repeat(18) + "x".repeat(160);
    for (String name : List.of(SCRIPT, RIGHT_TO_LEFT, CONTROL, endless)) {
      findings.add(finding(name, Outcome.DIFFERS, 1000, "equal lengths, different bytes"));
    }
    for (int i = 0; i < 996; i++) {
      findings.add(
          finding(
              "year=%d/part-%05d".formatted(i, i),
              Outcome.values()[1 + random.nextInt(7)],
              random.nextInt(1 << 20),
              ""));
    }
    for (int i = 0; i < 10_000; i++) {
      many.put("year=%d/".formatted(i), counts(Outcome.DIFFERS, 1, (long) random.nextInt(1 << 24)));
    }
    many.put(SCRIPT, counts(Outcome.DIFFERS, 1, 1L << 32));
    many.put(RIGHT_TO_LEFT, counts(Outcome.UNREADABLE, 3, 1L << 31, Outcome.MOVING, 2, 0L));
    many.put(endless, counts(Outcome.MATCH, 123_456_789, 1L << 33));
    List<DatasetValidation> datasets = new ArrayList<>();
    datasets.add(
        dataset(
            SCRIPT,
            Verdict.COULD_NOT_TELL,
            many,
            findings,
            9_000,
            123_466_000,
            Optional.empty(),
            List.of("A note with <b>markup</b> & " + CONTROL)));
    datasets.add(
        dataset(
            "lost",
            Verdict.COULD_NOT_TELL,
            new TreeMap<>(),
            List.of(),
            0,
            0,
            Optional.of(
                "abfss://raw@sa3.dfs.core.windows.net/ could not be listed: the account refuses access (403 AuthorizationPermissionMismatch). Nothing was changed. Give the identity of the site 'east' the role Storage Blob Data Reader."),
            List.of()));
    for (int i = 0; i < 40; i++) {
      datasets.add(calm("dataset_%02d".formatted(i), 1 + random.nextInt(40), i, true));
    }
    return of(
        result(
            Level.CONTENT,
            Verdict.COULD_NOT_TELL,
            Optional.empty(),
            Duration.ofDays(9),
            1L << 45,
            datasets),
        List.of("Recovery point 19 could not be read: it is damaged."));
  }

  static Report never() {
    return new Report(
        "sales", "east", "west", Optional.empty(), List.of(), List.of(), List.of(), NOW);
  }
}
