package io.twinlake.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spark's tasks and one JVM find the same. */
@Timeout(300)
class SparkObjectsIT {
  private static final String DAMAGED = "date=2026-11-20/damaged";
  private static final String LARGE = "date=2026-11-21/large";

  private static SparkSession spark;

  private ComparedSites sites;

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
    assertThat(there.bytesRead()).isEqualTo(here.bytesRead());
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
  void aSideThatCannotBeListedIsNeverClean() {
    sites.target.dropRoot();
    ValidationResult result = sites.validate(Level.LISTING, Optional.empty(), Optional.of(spark));
    assertThat(result.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
  }
}
