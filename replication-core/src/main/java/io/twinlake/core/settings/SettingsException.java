package io.twinlake.core.settings;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.util.List;
import java.util.stream.Collectors;

/** Settings cannot be used. One report lists everything that is wrong with them. */
public final class SettingsException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final List<SettingsProblem> problems;

  SettingsException(String origin, List<SettingsProblem> problems) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "Cannot use settings %s: %s. Nothing was read or written at either site.\n%s"
            .formatted(
                origin,
                problems.size() == 1 ? "1 problem" : problems.size() + " problems",
                problems.stream()
                    .map(problem -> "  " + problem)
                    .collect(Collectors.joining("\n"))));
    this.problems = List.copyOf(problems);
  }

  /** A report of what {@link PlaceRules} found once the stores knew their places. */
  static SettingsException ofPlaces(List<PlaceProblem> problems) {
    return new SettingsException(problems);
  }

  private SettingsException(List<PlaceProblem> problems) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "Cannot use these sites. Nothing was read or written at either of them.\n%s"
            .formatted(
                problems.stream()
                    .map(problem -> "  " + problem.message())
                    .collect(Collectors.joining("\n"))));
    this.problems = List.of();
  }

  /** In the order of the file; empty if the places are wrong in a way that no line shows. */
  public List<SettingsProblem> problems() {
    return problems;
  }
}
