package io.twinlake.benchmarks;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.checksum.Crc64Calculator;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** CRC-64/NVME of 64 MiB in memory by one thread, in one pass and composed of ranges. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Threads(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CrcBenchmark {
  private static final int BYTES = 64 << 20;
  private static final int RANGE = 1 << 20;

  private final byte[] bytes = new byte[BYTES];
  private Crc64 whole = Crc64.EMPTY;

  @Setup
  public void fill() {
    new Random(1).nextBytes(bytes);
    whole = Crc64.of(bytes);
  }

  @Benchmark
  public Crc64 onePass() {
    return hash(0, BYTES);
  }

  /** Ranges as tasks hash them. What is not bit-equal to one pass ends the measurement. */
  @Benchmark
  public Crc64 composed() {
    Crc64 composed = Crc64.EMPTY;
    for (int at = 0; at < BYTES; at += RANGE) {
      composed = Crc64.combine(composed, hash(at, RANGE), RANGE);
    }
    if (!composed.equals(whole)) {
      throw new IllegalStateException(composed + " of ranges, " + whole + " in one pass");
    }
    return composed;
  }

  private Crc64 hash(int from, int length) {
    Crc64Calculator calculator = new Crc64Calculator();
    calculator.update(bytes, from, length);
    return calculator.crc64();
  }

  /** Measures both and prints a line for each. */
  static void measure() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CrcBenchmark.class.getName())
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    for (RunResult result : results) {
      double perSecond = result.getPrimaryResult().getScore();
      double error = result.getPrimaryResult().getScoreError();
      System.out.printf(
          "CRC-64/NVME, %s: %.2f GB/s of one thread (JMH, +/- %.2f)%n",
          result.getPrimaryResult().getLabel(), perSecond * BYTES / 1e9, error * BYTES / 1e9);
    }
  }
}
