package io.twinlake.jobs.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a transfer is, and how that is told.
 *
 * @param step what is done, half a sentence
 * @param objects objects done
 * @param allObjects objects to be done, 0 while nobody knows
 * @param bytes bytes done
 * @param allBytes bytes to be done
 * @param elapsed since the first object
 */
record ProgressLine(
    String step, long objects, long allObjects, long bytes, long allBytes, Duration elapsed) {
  private static final int BAR = 14;

  /** One line with a bar, at most {@code columns} wide, for a terminal. */
  String bar(int columns) {
    if (allObjects == 0) {
      return DisplayWidth.fit(step + " ...", columns);
    }
    int filled = (int) (share() * BAR);
    String bar = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    String numbers =
        " %s %3d %%  %s of %s  %s%s"
            .formatted(
                bar,
                percent(),
                Amounts.count(objects),
                Amounts.count(allObjects),
                Amounts.bytes(bytes),
                left().map(l -> "  " + l).orElse(""));
    int room = columns - DisplayWidth.of(numbers);
    return room < 4
        ? DisplayWidth.fit(numbers.strip(), columns)
        : DisplayWidth.fit(step, room) + numbers;
  }

  /** One line without control characters, for a log. */
  String plain() {
    if (allObjects == 0) {
      return step;
    }
    return "%s: %d %%, %s of %s objects, %s of %s%s"
        .formatted(
            step,
            percent(),
            Amounts.count(objects),
            Amounts.count(allObjects),
            Amounts.bytes(bytes),
            Amounts.bytes(allBytes),
            left().map(l -> ", " + l).orElse(""));
  }

  /** Bytes count where there are any; many empty objects count as objects. */
  private double share() {
    double share =
        allBytes > 0 ? (double) bytes / allBytes : (double) objects / Math.max(1, allObjects);
    return Math.max(0, Math.min(1, share));
  }

  /** Never 100 before the last object is done. */
  private int percent() {
    int percent = (int) Math.floor(share() * 100);
    return objects < allObjects ? Math.min(99, percent) : percent;
  }

  private Optional<String> left() {
    double share = share();
    if (share < 0.02 || share >= 1 || elapsed.toSeconds() < 2) {
      return Optional.empty();
    }
    long seconds = Math.round(elapsed.toMillis() * (1 - share) / share / 1000);
    return Optional.of(
        (seconds < 60 ? seconds + " s" : Amounts.duration(Duration.ofMinutes((seconds + 59) / 60)))
            + " left");
  }
}
