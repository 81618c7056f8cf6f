package io.twinlake.core.status;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.settings.DatasetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one dataset stands against its objective.
 *
 * @param name its name
 * @param mode what is done with it; only replicated datasets have an age
 * @param verdict in one word
 * @param age how old the last complete point's view of the source is
 * @param rpo how old it may be
 * @param last what the newest recovery point says of it
 */
public record DatasetStatus(
    String name,
    DatasetSettings.Mode mode,
    Verdict verdict,
    Optional<Duration> age,
    Duration rpo,
    Optional<DatasetPoint> last) {

  /** A dataset in one word. */
  public enum Verdict {
    /** The last complete point is younger than the objective. */
    MET,
    /** It is older. */
    MISSED,
    /** There was never a complete point. */
    NEVER,
    /** Nothing is promised: the dataset is compared only, or local. */
    NONE
  }

  static DatasetStatus of(DatasetSettings dataset, Optional<DatasetPoint> last, Instant now) {
    Duration rpo = dataset.objective().rpo();
    Optional<Duration> age =
        last.flatMap(DatasetPoint::completeAt).map(at -> Duration.between(at, now));
    Verdict verdict;
    if (dataset.mode() != DatasetSettings.Mode.REPLICATE) {
      verdict = Verdict.NONE;
    } else if (age.isEmpty()) {
      verdict = Verdict.NEVER;
    } else {
      verdict = age.get().compareTo(rpo) > 0 ? Verdict.MISSED : Verdict.MET;
    }
    return new DatasetStatus(dataset.name(), dataset.mode(), verdict, age, rpo, last);
  }
}
