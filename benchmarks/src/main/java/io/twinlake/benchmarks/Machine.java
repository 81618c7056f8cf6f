package io.twinlake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the numbers were taken.
 *
 * @param cpu the processor's name
 * @param cores processors that the JVM sees
 * @param memoryGib the machine's memory
 * @param java the JVM's version
 * @param system the kernel
 * @param load the load average over the minute before; beyond 0.3 somebody else was at work
 */
record Machine(String cpu, int cores, long memoryGib, String java, String system, String load) {

  static Machine here() throws IOException {
    return new Machine(
        field("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) >> 20,
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  private static String field(String file, String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(file));
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("?");
  }

  @Override
  public String toString() {
    return "%d cores (%s), %d GiB, JDK %s, %s; load before: %s"
        .formatted(cores, cpu, memoryGib, java, system, load);
  }
}
