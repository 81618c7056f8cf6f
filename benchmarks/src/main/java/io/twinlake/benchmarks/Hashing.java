package io.twinlake.benchmarks;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.Level;
import io.twinlake.validation.Validation;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * How fast validation hashes: CRC-64 of memory by one thread ({@link CrcBenchmark}), and {@code
 * validate --level content} of two local directories against reading both of them once with as many
 * threads. That twice: cold, from the disk, and warm, out of the page cache, where reading costs
 * next to nothing, which is the harder case for the hash.
 *
 * <p>Arguments: an empty directory, GiB of each side, threads.
 */
public final class Hashing {
  private static final int ROUNDS = 5;
  private static final int FILES = 16;
  private static final int BUFFER = 128 << 10;

  private Hashing() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    long bytes = (long) (Double.parseDouble(arguments[1]) * (1L << 30));
    int threads = Integer.parseInt(arguments[2]);
    System.out.println(Machine.here());
    CrcBenchmark.measure();
    write(directory, bytes);
    // What is not yet on the disk cannot be forgotten.
    new ProcessBuilder("sync").inheritIO().start().waitFor();
    List<Path> files = new ArrayList<>();
    for (String side : List.of("east", "west")) {
      try (Stream<Path> listed = Files.list(directory.resolve(side))) {
        files.addAll(listed.sorted().toList());
      }
    }
    compare("cold", true, directory, files, bytes, threads);
    compare("warm", false, directory, files, bytes, threads);
  }

  private static void compare(
      String name, boolean cold, Path directory, List<Path> files, long bytes, int threads)
      throws Exception {
    double[] reading = new double[ROUNDS];
    double[] validating = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    read(files, threads);
    validate(directory, threads);
    for (int i = 0; i < ROUNDS; i++) {
      forget(files, cold);
      reading[i] = read(files, threads);
      forget(files, cold);
      validating[i] = validate(directory, threads);
      ratios[i] = validating[i] / reading[i];
    }
    Arrays.sort(reading);
    Arrays.sort(validating);
    Arrays.sort(ratios);
    System.out.printf(
        "content, %s: 2 x %.2f GiB, %d threads, median of %d: read once %.2f s, content %.2f s, ratio %.2f (%.2f to %.2f)%n",
        name,
        bytes / (double) (1L << 30),
        threads,
        ROUNDS,
        reading[ROUNDS / 2],
        validating[ROUNDS / 2],
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]);
  }

  /** Makes the kernel let go of what it holds of {@code files}. */
  private static void forget(List<Path> files, boolean cold) throws Exception {
    for (Path file : cold ? files : List.<Path>of()) {
      Process dd =
          new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
              .inheritIO()
              .start();
      if (dd.waitFor() != 0) {
        throw new IllegalStateException("dd could not drop " + file + " from the page cache");
      }
    }
  }

  private static void write(Path directory, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 20];
    for (String side : List.of("east", "west")) {
      Files.createDirectories(directory.resolve(side));
      for (int i = 0; i < FILES; i++) {
        Random random = new Random(i);
        try (OutputStream out = Files.newOutputStream(directory.resolve(side).resolve("f" + i))) {
          for (long left = bytes / FILES; left > 0; left -= buffer.length) {
            random.nextBytes(buffer);
            out.write(buffer, 0, (int) Math.min(left, buffer.length));
          }
        }
      }
    }
  }

  /** Seconds that reading all {@code files} takes. */
  private static double read(List<Path> files, int threads) throws Exception {
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> reading = new ArrayList<>();
      for (Path file : files) {
        reading.add(pool.submit(() -> readOne(file)));
      }
      for (Future<Long> each : reading) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static long readOne(Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long all = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all += read;
      }
    }
    return all;
  }

  private static double validate(Path directory, int threads) {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: hashing
            sites:
              east: { raw: '%1$seast', control: '%1$scontrol-east' }
              west: { raw: '%1$swest', control: '%1$scontrol-west' }
            replicate: { from: east, to: west }
            transfer: { maxInFlight: %2$d, partSize: 64MiB }
            datasets: [ { name: all, root: raw } ]
            """
                .formatted(directory.toUri(), threads),
            "hashing.yaml");
    long start = System.nanoTime();
    ValidationResult result =
        new Validation(
                settings,
                new Stores(new StoreContext(Map.of(), "hashing")),
                List.of(JsonLines.FORMAT),
                Clock.systemUTC(),
                ValidationListener.SILENT)
            .run(
                new ValidationRequest(Level.CONTENT, Optional.empty(), Optional.empty(), Set.of()));
    if (result.verdict() != Verdict.CLEAN) {
      throw new IllegalStateException(result.toString());
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
