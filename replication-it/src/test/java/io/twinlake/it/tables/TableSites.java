package io.twinlake.it.tables;

import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Two sites on the local disk, and a Spark with Delta Lake that writes tables there. */
final class TableSites {
  private final Path root;
  final Path east;
  final Path west;
  String dataset = "{ name: lake, root: raw }";

  TableSites(Path root) throws IOException {
    this.root = root;
    this.east = Files.createDirectories(root.resolve("east-raw"));
    this.west = Files.createDirectories(root.resolve("west-raw"));
    Files.createDirectories(root.resolve("east-control"));
    Files.createDirectories(root.resolve("west-control"));
  }

  static SparkSession spark() {
    SparkSession spark =
        SparkSession.builder()
            .appName("tables-it")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "2")
            // A few rows: planning and compiling would take longer than running.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            // Neither may have a part in what a row is.
            .config("spark.sql.session.timeZone", "America/St_Johns")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: tables
        sites:
          east: { raw: '%s', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: { from: east, to: west }
        datasets:
          - %s
        """
            .formatted(
                east.toUri(),
                root.resolve("east-control").toUri(),
                west.toUri(),
                root.resolve("west-control").toUri(),
                dataset),
        "tables.yaml");
  }

  ValidationResult run(SparkSession spark) {
    return Twinlake.on(spark, settings())
        .validate(
            new ValidationRequest(Level.TABLE, Optional.empty(), Optional.empty(), Set.of()),
            ValidationListener.SILENT);
  }

  DatasetValidation compare(SparkSession spark) {
    return run(spark).datasets().get(0);
  }

  String atEast(String table) {
    return east.resolve(table).toUri().toString();
  }

  String atWest(String table) {
    return west.resolve(table).toUri().toString();
  }

  /** Copies every file as it is. */
  void mirror(String table) throws IOException {
    Path from = east.resolve(table);
    for (Path file : files(from)) {
      Path to = west.resolve(table).resolve(from.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
  }

  static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> !f.toString().endsWith(".crc") || f.toString().contains("_delta_log"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> data(Path directory) {
    return files(directory).stream().filter(f -> f.toString().endsWith(".parquet")).toList();
  }
}
