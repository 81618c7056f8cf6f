package io.twinlake.core.run;

/**
 * The data requests that a plan will cost, by kind and place: whoever pays for the run wants to
 * know before it. Listings and the control root's documents come on top, and do not grow with what
 * is transferred.
 *
 * @param sourceReads reads of objects (or parts of them) at the source; none for copies inside the
 *     service
 * @param targetWrites writes at the target: one for each small object, one for each block and one
 *     more for each large one
 * @param targetReads reads and look-ups at the target
 * @param historyWrites writes of what is replaced or deleted into history
 * @param deletes removals at the target
 * @param bytes length of what is transferred
 */
public record Forecast(
    long sourceReads,
    long targetWrites,
    long targetReads,
    long historyWrites,
    long deletes,
    long bytes) {
  public static final Forecast NONE = new Forecast(0, 0, 0, 0, 0, 0);

  public Forecast plus(Forecast other) {
    return new Forecast(
        sourceReads + other.sourceReads,
        targetWrites + other.targetWrites,
        targetReads + other.targetReads,
        historyWrites + other.historyWrites,
        deletes + other.deletes,
        bytes + other.bytes);
  }
}
