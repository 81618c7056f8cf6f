package io.twinlake.workspace;

import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How far the target's workspace is behind, as the documents on the control roots say. No workspace
 * is asked.
 *
 * @param from site of the source
 * @param to site of the target
 * @param export the newest archive of the source
 * @param imported the last import
 * @param outOfDate what the newest archive says otherwise than the last import, by type
 * @param states of both sites' workspaces, as far as they were ever switched
 * @param notes what somebody should do
 */
public record WorkspaceStatus(
    String from,
    String to,
    Optional<Export> export,
    Optional<Imported> imported,
    SortedMap<Kind, OutOfDate> outOfDate,
    SortedMap<String, Activation.State> states,
    List<String> notes) {

  /**
   * The newest archive.
   *
   * @param age of what it holds
   */
  public record Export(
      String id, Instant startedAt, Duration age, int objects, List<Problem> problems) {}

  /**
   * The last import.
   *
   * @param export the archive that it took
   * @param gone objects that are gone at the source and still at the target
   */
  public record Imported(String export, Instant at, int objects, long gone) {}

  /**
   * What of one type is out of date at the target.
   *
   * @param added objects that were never imported
   * @param changed objects that the archive describes otherwise
   * @param gone objects that the archive does not hold any more
   */
  public record OutOfDate(int added, int changed, int gone) {}

  /** Whether the target holds what the newest archive holds. */
  public boolean isCurrent() {
    return export.isPresent()
        && imported.isPresent()
        && export.get().id().equals(imported.get().export());
  }
}
