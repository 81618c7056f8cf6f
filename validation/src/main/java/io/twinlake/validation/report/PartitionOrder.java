package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Partitions as a reader wants them: what is not equal first, then by bytes. */
final class PartitionOrder {
  private PartitionOrder() {}

  static List<Map.Entry<String, Map<Outcome, Count>>> of(DatasetValidation dataset) {
    return dataset.partitions().entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Map<Outcome, Count>> e) ->
                        -Standing.of(e.getValue()).ordinal())
                .thenComparing(e -> -bytes(e.getValue())))
        .toList();
  }

  /** What it weighs in a picture: its bytes, and something for each object, however empty. */
  static double bytes(Map<Outcome, Count> counts) {
    return counts.values().stream().mapToDouble(c -> c.bytes() + c.objects()).sum();
  }

  static String label(String partition) {
    return partition.isEmpty() ? "(top level)" : partition;
  }
}
