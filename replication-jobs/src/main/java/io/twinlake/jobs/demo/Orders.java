package io.twinlake.jobs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Orders as Spark writes them: Parquet, one partition per date, a marker behind each. Written to a
 * local directory and uploaded from there, so that any store can hold them.
 */
final class Orders {
  /** The first of the days that the lake begins with. */
  static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 17);

  /** A day before the window of the demo's settings. */
  static final LocalDate OLD_DAY = LocalDate.of(2025, 12, 31);

  static final int DAYS = 3;

  private static final int ROWS_PER_DAY = 300;
  private static final StructType SCHEMA =
      new StructType()
          .add("order_id", DataTypes.LongType)
          .add("customer", DataTypes.IntegerType)
          .add("item", DataTypes.StringType)
          .add("cents", DataTypes.LongType)
          .add("date", DataTypes.StringType);

  private final Supplier<SparkSession> spark;

  Orders(Supplier<SparkSession> spark) {
    this.spark = spark;
  }

  static String partition(LocalDate day) {
    return "orders/date=" + day + "/";
  }

  /** The files of {@code days}, each partition's marker behind its data. */
  List<LakeFile> files(List<LocalDate> days) {
    try {
      Path scratch = Files.createTempDirectory("twinlake-demo");
      try {
        write(days, scratch);
        List<LakeFile> files = new ArrayList<>();
        for (LocalDate day : days) {
          files.addAll(read(scratch.resolve("date=" + day), partition(day)));
          files.add(LakeFile.empty(partition(day) + "_SUCCESS"));
        }
        return files;
      } finally {
        delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The demo's orders cannot be written to a local directory", e);
    }
  }

  private void write(List<LocalDate> days, Path scratch) {
    List<Row> rows = new ArrayList<>();
    for (LocalDate day : days) {
      for (int i = 0; i < ROWS_PER_DAY; i++) {
        long id = day.toEpochDay() * 1000 + i;
        rows.add(
            RowFactory.create(
                id,
                1000 + (int) (id * 31 % 500),
                "item-" + id * 17 % 400,
                id * 7919 % 100_000,
                day.toString()));
      }
    }
    spark
        .get()
        .createDataFrame(rows, SCHEMA)
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .option("parquet.block.size", "1048576")
        .partitionBy("date")
        .parquet(scratch.toUri().toString());
  }

  /** Spark's file names hold a random id; without it the same orders have the same names. */
  private static List<LakeFile> read(Path directory, String partition) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      List<Path> parts =
          found.filter(p -> p.toString().endsWith(".snappy.parquet")).sorted().toList();
      List<LakeFile> files = new ArrayList<>();
      for (Path part : parts) {
        String name = "part-%05d.snappy.parquet".formatted(files.size());
        files.add(
            new LakeFile(partition + name, "application/octet-stream", Files.readAllBytes(part)));
      }
      return files;
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
