package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes what a commit has made superfluous on the control root. Nothing depends on it; the next
 * run tries again. Segments stay until no recovery point names them: they are what a point is
 * restored by.
 */
final class CleanUp {
  private final RunSession session;

  CleanUp(RunSession session) {
    this.session = session;
  }

  /**
   * @param committed names of the datasets that the run committed
   * @param ownClaims whether claims of this run lie on the control root, too
   */
  void after(Set<String> committed, boolean ownClaims, List<String> notes) {
    try {
      Claims claims = new Claims(session.control());
      claims.remove(superfluous(claims, committed));
      if (ownClaims) {
        claims.remove(claims.of(session.run()));
      }
      endHistory();
    } catch (ReplicationException e) {
      notes.add("Left over ledger files are removed by a later run: " + e.getMessage());
    }
  }

  /** Once a day at most: when the oldest point has been due for a day. */
  private void endHistory() {
    Settings settings = session.config().settings();
    boolean due =
        session.points().stream()
            .findFirst()
            .filter(
                oldest ->
                    oldest
                        .modifiedAt()
                        .plus(Retention.longest(settings))
                        .plus(Duration.ofDays(1))
                        .isBefore(session.startedAt()))
            .isPresent();
    if (due) {
      new Retention(settings, session.stores(), session.startedAt(), false).run();
    }
  }

  /**
   * The claims of datasets that were committed. What is claimed of others is still to be adopted,
   * unless the settings do not name that dataset any more.
   */
  private List<ObjectEntry> superfluous(Claims claims, Set<String> committed) {
    Set<String> open =
        session.config().settings().datasets().stream()
            .map(DatasetSettings::name)
            .filter(name -> !committed.contains(name))
            .collect(Collectors.toSet());
    return open.isEmpty()
        ? session.claims()
        : session.claims().stream()
            .filter(
                claim -> claims.read(List.of(claim)).keySet().stream().noneMatch(open::contains))
            .toList();
  }
}
