package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What an import did, or would do. For each kind the outcomes add up to its objects.
 *
 * @param export the archive it came from
 * @param outcomes by kind, how many objects had which
 * @param permissions how many lists of rights were written
 * @param gone objects that are not at the source any more and stay at the target
 * @param deleted objects that were removed from the target
 * @param mappings by kind, the target's ids of the source's ids
 * @param places storage accounts, Key Vaults and endpoints that rules put in the place of others
 * @param problems what was not carried, and what somebody should know
 * @param writes requests that changed the target's workspace
 * @param reads requests that did not
 */
public record ImportReport(
    String export,
    Map<Kind, Map<Outcome, Integer>> outcomes,
    int permissions,
    int gone,
    int deleted,
    Map<Kind, SortedMap<String, String>> mappings,
    List<MappedPlace> places,
    List<Problem> problems,
    long writes,
    long reads) {

  public int count(Outcome outcome) {
    return outcomes.values().stream().mapToInt(counts -> counts.getOrDefault(outcome, 0)).sum();
  }

  /** Whether the target has everything that the archive holds. */
  public boolean isWhole() {
    return count(Outcome.FAILED) == 0
        && count(Outcome.CHANGED_BY_HAND) == 0
        && problems.stream().noneMatch(Problem::isFailure);
  }
}
