package io.twinlake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a process and everything that it started took.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds user and system time
 * @param peakBytes most resident memory of the whole tree, looked at every 50 ms
 * @param exitCode how it ended
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
record Measured(
    double wallSeconds, double cpuSeconds, long peakBytes, int exitCode, Path out, Path err) {
  private static final long LOOK_EVERY_MILLIS = 50;
  private static final long LONGEST_MINUTES = 30;
  private static final long PAGE_BYTES = 4096;

  /** Runs a command to its end. */
  static Measured of(Engine.Command command, List<String> line, Path scratch)
      throws IOException, InterruptedException {
    Path times = Files.createTempFile(scratch, "times", "");
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    // The shell waits for all, so its times are those of the whole tree.
    List<String> timed =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "out=$1 err=$2; shift 2; TIMEFORMAT='%3U %3S'; time \"$@\" > \"$out\" 2> \"$err\"",
                "timed",
                out.toString(),
                err.toString()));
    timed.addAll(line);
    ProcessBuilder builder = new ProcessBuilder(timed).redirectError(times.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(command.environment());
    long begun = System.nanoTime();
    Process process = builder.start();
    long peak = 0;
    try {
      while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, residentBytes(process.toHandle()));
        if (System.nanoTime() - begun > TimeUnit.MINUTES.toNanos(LONGEST_MINUTES)) {
          throw new IOException("No end after " + LONGEST_MINUTES + " minutes: " + line);
        }
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    double wall = (System.nanoTime() - begun) / 1e9;
    return new Measured(wall, cpu(times), peak, process.exitValue(), out, err);
  }

  private static double cpu(Path times) throws IOException {
    List<String> lines = Files.readAllLines(times);
    String[] parts = lines.get(lines.size() - 1).split(" ");
    return Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
  }

  private static long residentBytes(ProcessHandle root) {
    return root.descendants().mapToLong(each -> residentBytes(each.pid())).sum();
  }

  private static long residentBytes(long pid) {
    try {
      String[] pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException gone) {
      return 0;
    }
  }
}
