package io.twinlake.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Fingerprint;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.StoredMd5;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark's tasks and one JVM find the same. */
@Timeout(300)
class SparkObjectsIT {
  private static final String DAMAGED = "date=2026-11-20/damaged";
  private static final String LARGE = "date=2026-11-21/large";

  private static SparkSession spark;

  private ComparedSites sites;

  @TempDir Path root;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .appName("twinlake-it")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.default.parallelism", "2")
            // A few rows: planning and compiling would take longer than running.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void aReplicatedLake() {
    sites = new ComparedSites();
    for (int day = 10; day < 30; day++) {
      for (int i = 0; i < 6; i++) {
        ComparedSites.put(
            sites.source,
            "date=2026-11-%d/part-%d".formatted(day, i),
            random(i == 0 ? 0 : 100 * i + day, day * 100L + i));
      }
    }
    ComparedSites.put(sites.source, DAMAGED, random(5_000, 1));
    ComparedSites.put(sites.source, LARGE, random(1_000_003, 2));
    ComparedSites.put(sites.source, "z \u00e9 %20<script>", random(70_000, 3));
    sites.replicate();
  }

  @AfterEach
  void forget() {
    sites.close();
  }

  private void damage() {
    byte[] damaged = random(5_000, 1);
    damaged[77] ^= 1;
    ComparedSites.put(sites.target, DAMAGED, damaged);
    byte[] large = random(1_000_003, 2);
    large[900_000] ^= 1;
    ComparedSites.put(sites.target, LARGE, large);
    ComparedSites.remove(sites.target, "date=2026-11-12/part-3");
    ComparedSites.put(sites.target, "date=2026-11-13/part-4", random(13, 4));
    ComparedSites.put(sites.target, "date=2026-11-13/foreign", random(14, 5));
    ComparedSites.put(
        sites.source, "date=2026-11-01/old", "outside".getBytes(StandardCharsets.UTF_8));
  }

  private DatasetValidation same(Level level, Optional<Long> point) {
    ValidationResult here = sites.validate(level, point, Optional.empty());
    List<String> toldHere = List.copyOf(sites.told);
    long countedHere = sites.counted;
    ValidationResult there = sites.validate(level, point, Optional.of(spark));
    assertThat(there.cost().tasks()).isPositive();
    assertThat(there.datasets()).isEqualTo(here.datasets());
    assertThat(there.verdict()).isEqualTo(here.verdict());
    assertThat(sites.told).isEqualTo(toldHere);
    assertThat(sites.counted).isEqualTo(countedHere);
    if (here.datasets().get(0).of(Outcome.DIFFERS) == 0) {
      // Else one JVM has stopped at the first byte that differed, and hashed both sides then.
      assertThat(there.bytesRead()).isEqualTo(here.bytesRead());
    }
    return there.datasets().get(0);
  }

  @Test
  void anUntouchedReplicaIsCleanAtEveryLevel() {
    for (Level level : new Level[] {Level.LISTING, Level.LEDGER, Level.SAMPLE, Level.CONTENT}) {
      DatasetValidation lake = same(level, Optional.empty());
      assertThat(lake.verdict()).as(level + " " + lake).isEqualTo(Verdict.CLEAN);
      assertThat(lake.paths()).isEqualTo(20 * 6 + 3);
    }
  }

  @Test
  void everyKindOfDifferenceIsFoundAsByOneJvm() {
    damage();

    DatasetValidation content = same(Level.CONTENT, Optional.empty());

    assertThat(content.findings())
        .extracting(f -> f.path().value() + " " + f.outcome())
        .containsExactly(
            "date=2026-11-01/old OUTSIDE",
            "date=2026-11-12/part-3 MISSING_AT_TARGET",
            "date=2026-11-13/foreign MISSING_AT_SOURCE",
            "date=2026-11-13/part-4 DIFFERS",
            "date=2026-11-20/damaged DIFFERS",
            "date=2026-11-21/large DIFFERS");
    assertThat(content.findings().get(5).targetHash()).isPresent();
    same(Level.LISTING, Optional.empty());
    same(Level.SAMPLE, Optional.empty());
  }

  @Test
  void aRecoveryPointIsComparedWhileTheSourceMovesOn() {
    ComparedSites.put(sites.source, "date=2026-11-28/new", random(10, 9));
    DatasetValidation clean = same(Level.CONTENT, Optional.of(1L));
    assertThat(clean.verdict()).as(clean.toString()).isEqualTo(Verdict.CLEAN);

    // It was copied without its bytes being seen, so that only the source's own could tell.
    ComparedSites.put(sites.source, LARGE, random(1_000_003, 8));
    DatasetValidation movedOn = same(Level.CONTENT, Optional.of(1L));
    assertThat(movedOn.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(movedOn.findings())
        .extracting(f -> f.path().value() + " " + f.outcome())
        .containsExactly(LARGE + " UNVERIFIED");

    damage();
    DatasetValidation damaged = same(Level.CONTENT, Optional.of(1L));
    assertThat(damaged.findings())
        .extracting(Finding::outcome)
        .contains(Outcome.DIFFERS, Outcome.MISSING_AT_TARGET, Outcome.MISSING_AT_SOURCE);
    same(Level.LEDGER, Optional.of(1L));
  }

  @Test
  void storedMd5sAreCheckedByTasksAsByOneJvmAndThoseOfRangesAreCountedAsNotChecked()
      throws Exception {
    byte[] small = random(5_000, 1);
    byte[] large = random(1_000_003, 2);
    ComparedSites.put(sites.source, DAMAGED, small, withMd5(small));
    ComparedSites.put(sites.target, DAMAGED, small, withMd5(large));
    ComparedSites.put(sites.source, LARGE, large, withMd5(large));
    ComparedSites.put(sites.target, LARGE, large, withMd5(small));
    sites.more = "validation: { storedMd5: check }";

    DatasetValidation lake = same(Level.CONTENT, Optional.empty());

    assertThat(lake.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(lake.findings())
        .extracting(f -> f.path().value() + " " + f.outcome())
        .containsExactly(DAMAGED + " STORED_MD5_WRONG");
    assertThat(lake.storedMd5())
        .contains(
            Map.of(
                StoredMd5.RIGHT, 1L,
                StoredMd5.WRONG, 1L,
                StoredMd5.NOT_CHECKED, 2L,
                StoredMd5.NONE, 2L * (20 * 6 + 1)));
  }

  private static ObjectMetadata withMd5(byte[] of) throws Exception {
    byte[] md5 = MessageDigest.getInstance("MD5").digest(of);
    return ObjectMetadata.of(
        Map.of("Content-MD5", Base64.getEncoder().encodeToString(md5)), Map.of());
  }

  @Test
  void sparkReadsTheFindingsOfAllValidationsAsOneTable() throws Exception {
    damage();
    List<ValidationResult> results = new ArrayList<>();
    for (Level level : new Level[] {Level.LISTING, Level.CONTENT}) {
      ValidationResult result = sites.validate(level, Optional.empty(), Optional.of(spark));
      results.add(result);
      Path file = root.resolve(result.findings().orElseThrow());
      Files.createDirectories(file.getParent());
      Files.write(file, sites.findings.orElseThrow());
    }

    List<Row> rows =
        spark
            .read()
            .parquet(root.resolve("findings").toString())
            .select(
                "validation",
                "dataset",
                "path",
                "outcome",
                "source_bytes",
                "target_bytes",
                "source_hash",
                "target_hash",
                "detail",
                "source_md5",
                "target_md5")
            .orderBy("validation", "path")
            .collectAsList();

    results.sort(Comparator.comparing(ValidationResult::id));
    List<Row> expected = new ArrayList<>();
    for (ValidationResult result : results) {
      DatasetValidation lake = result.datasets().get(0);
      assertThat(lake.moreFindings()).isZero();
      for (Finding f : lake.findings()) {
        expected.add(
            RowFactory.create(
                result.id(),
                lake.name(),
                f.path().value(),
                f.outcome().name(),
                f.sourceBytes().orElse(null),
                f.targetBytes().orElse(null),
                f.sourceHash().orElse(null),
                f.targetHash().orElse(null),
                f.detail(),
                null,
                null));
      }
    }
    assertThat(expected).hasSizeGreaterThan(9);
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void tasksMakeTheFingerprintThatOneJvmMakesAndReadNoVersionTwice() {
    Fingerprint here = sites.fingerprint(Optional.empty());
    sites.forgetFingerprints();

    Fingerprint there = sites.fingerprint(Optional.of(spark));
    assertThat(there.datasets().get(0).root()).isEqualTo(here.datasets().get(0).root());
    assertThat(there.datasets().get(0).nodes()).isEqualTo(here.datasets().get(0).nodes());
    assertThat(there.isWhole()).isTrue();
    assertThat(there.hashed()).isEqualTo(here.hashed()).isEqualTo(20 * 6 + 3);
    assertThat(there.bytesRead()).isEqualTo(here.bytesRead());

    damage();
    Fingerprint again = sites.fingerprint(Optional.of(spark));
    assertThat(again.hashed()).isEqualTo(4);
    assertThat(again.remembered()).isEqualTo(20 * 6 + 3 - 4);
    sites.forgetFingerprints();
    assertThat(again.datasets().get(0).root())
        .isNotEqualTo(here.datasets().get(0).root())
        .isEqualTo(sites.fingerprint(Optional.empty()).datasets().get(0).root());

    sites.target.dropRoot();
    Fingerprint lost = sites.fingerprint(Optional.of(spark));
    assertThat(lost.isWhole()).isFalse();
    assertThat(lost.datasets().get(0).failure()).isPresent();
  }

  @Test
  void aSideThatCannotBeListedIsNeverClean() {
    sites.target.dropRoot();
    ValidationResult result = sites.validate(Level.LISTING, Optional.empty(), Optional.of(spark));
    assertThat(result.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
  }
}
