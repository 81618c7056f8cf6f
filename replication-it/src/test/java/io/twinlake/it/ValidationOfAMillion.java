package io.twinlake.it;

import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Sample;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;

/**
 * Compares on a cluster of two executors, and says how much it compared and how much the driver
 * held meanwhile: {@code paths=… read=… missing=… heldMiB=…}.
 */
final class ValidationOfAMillion {
  private ValidationOfAMillion() {}

  /**
   * @param args a settings file, and a properties file with the Hadoop settings
   */
  public static void main(String[] args) throws IOException {
    AtomicLong held = PlanOfAMillion.watchHeap();
    Settings settings = Settings.load(Files.readString(Path.of(args[0])), args[0]);
    long begun = System.nanoTime();
    try (SparkSession spark = ClusterRun.session(ClusterRun.CLUSTER, OneRun.hadoop(args[1]))) {
      long up = System.nanoTime();
      ValidationResult result =
          Twinlake.on(spark, settings)
              .validate(
                  new ValidationRequest(
                      Level.SAMPLE,
                      Optional.of(new Sample(42, 0.02, false)),
                      Optional.empty(),
                      Set.of()),
                  ValidationListener.SILENT);
      DatasetValidation dataset = result.datasets().get(0);
      System.out.printf(
          "paths=%d read=%d missing=%d unknown=%s tasks=%d heldMiB=%d maxMiB=%d sparkS=%d validateS=%d%n",
          dataset.paths(),
          dataset.comparedByContent(),
          dataset.of(Outcome.MISSING_AT_TARGET),
          dataset.unknown(),
          result.cost().tasks(),
          held.get() >> 20,
          Runtime.getRuntime().maxMemory() >> 20,
          (up - begun) / 1_000_000_000,
          (System.nanoTime() - up) / 1_000_000_000);
    }
  }
}
