package io.twinlake.workspace.activate;

import io.twinlake.workspace.model.Problem;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an activation or deactivation did.
 *
 * @param site whose workspace was switched
 * @param state what it is now
 * @param switched objects that were written, each with how it starts now
 * @param alreadySo objects that were as they should be
 * @param left objects of waves that were not begun
 * @param waves the waves that are done, in their order
 * @param problems objects that could not be switched
 * @param notes what somebody should know
 */
public record SwitchReport(
    String site,
    Activation.State state,
    List<String> switched,
    int alreadySo,
    int left,
    List<String> waves,
    List<Problem> problems,
    List<String> notes) {
  public SwitchReport {
    switched = List.copyOf(switched);
    waves = List.copyOf(waves);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** The same with more notes. */
  public SwitchReport withNotes(List<String> more) {
    return new SwitchReport(
        site,
        state,
        switched,
        alreadySo,
        left,
        waves,
        problems,
        Stream.concat(notes.stream(), more.stream()).toList());
  }

  public boolean isWhole() {
    return problems.isEmpty() && left == 0;
  }
}
