package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What remains of a kept validation in the history: its sums.
 *
 * @param id names it
 * @param level how strongly it compared
 * @param point the recovery point that it compared with, if it did
 * @param startedAt when it began
 * @param took how long it took
 * @param bytesRead what was read and hashed, in bytes
 * @param verdict what it came to
 * @param counts all paths, under how they ended
 * @param datasets the names of what it compared
 */
record Past(
    String id,
    Level level,
    Optional<Long> point,
    Instant startedAt,
    Duration took,
    long bytesRead,
    Verdict verdict,
    Map<Outcome, Count> counts,
    List<String> datasets) {

  static Past of(ValidationResult result) {
    return new Past(
        result.id(),
        result.level(),
        result.point(),
        result.startedAt(),
        Duration.between(result.startedAt(), result.finishedAt()),
        result.bytesRead(),
        result.verdict(),
        sum(result.datasets()),
        result.datasets().stream().map(DatasetValidation::name).toList());
  }

  static Map<Outcome, Count> sum(List<DatasetValidation> datasets) {
    Map<Outcome, Count> sums = new EnumMap<>(Outcome.class);
    for (DatasetValidation dataset : datasets) {
      dataset
          .counts()
          .forEach(
              (outcome, count) ->
                  sums.merge(
                      outcome,
                      count,
                      (a, b) -> new Count(a.objects() + b.objects(), a.bytes() + b.bytes())));
    }
    return sums;
  }

  long of(Outcome outcome) {
    Count count = counts.get(outcome);
    return count == null ? 0 : count.objects();
  }

  long paths() {
    return counts.values().stream().mapToLong(Count::objects).sum();
  }
}
