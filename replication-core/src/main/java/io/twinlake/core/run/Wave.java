package io.twinlake.core.run;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.PrefixSet;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which part of a plan is transferred together: data first, markers afterwards, so that a marker at
 * the target never speaks of data that is not there.
 *
 * @param markers whether this is the wave of the markers
 * @param incomplete directories in which something failed: their markers are left out
 */
public record Wave(boolean markers, PrefixSet incomplete) implements Serializable {
  public static Wave data() {
    return new Wave(false, new PrefixSet());
  }

  public static Wave markers(PrefixSet incomplete) {
    return new Wave(true, incomplete);
  }

  /** Whether {@code action} belongs to this wave. */
  public boolean takes(PlanAction action, Optional<String> readyMarker) {
    return (action instanceof PlanAction.Copy || action instanceof PlanAction.Adopt)
        && Findings.isMarker(action.path(), readyMarker) == markers;
  }

  /** Whether something failed below the directory that {@code marker} speaks of. */
  public boolean holdsBack(PlanAction marker) {
    return markers && incomplete.contains(marker.path().directory());
  }
}
