package io.twinlake.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * One line of the table.
 *
 * @param engine the engine's name
 * @param title what the table calls it
 * @param through whether the bytes went through it
 * @param wallSeconds from the process's start to its end
 * @param cpuSeconds of the process and all its children
 * @param peakBytes their resident memory together
 * @param requests what the service was asked, by operation
 * @param runSeconds what Twinlake itself reports for the run, Spark being up by then; 0 for others
 * @param fault why the row does not count; empty if the target was as it should be
 */
record Row(
    String engine,
    String title,
    boolean through,
    double wallSeconds,
    double cpuSeconds,
    long peakBytes,
    SortedMap<String, Long> requests,
    double runSeconds,
    String fault) {

  boolean counts() {
    return fault.isEmpty();
  }

  long requestCount() {
    return requests.values().stream().mapToLong(n -> n).sum();
  }

  /** The one in the middle by wall time; the faster one of two. A faulty one is shown first. */
  static Row median(List<Row> repeated) {
    return repeated.stream()
        .filter(row -> !row.counts())
        .findFirst()
        .orElseGet(
            () ->
                repeated.stream()
                    .sorted(Comparator.comparingDouble(Row::wallSeconds))
                    .toList()
                    .get((repeated.size() - 1) / 2));
  }
}
