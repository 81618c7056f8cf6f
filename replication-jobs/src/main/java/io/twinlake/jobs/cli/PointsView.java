package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.retention.PointState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Shows recovery points, newest first. */
final class PointsView {
  private final Terminal terminal;
  private final boolean json;

  PointsView(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  void show(List<PointState> points) {
    if (json) {
      terminal.out().println(Json.line(points));
      return;
    }
    if (points.isEmpty()) {
      terminal.out().println("There is no recovery point yet. Run: twinlake replicate");
      return;
    }
    TextTable table =
        TextTable.of(
            ">POINT", ">AGE", "COMPLETE", ">OBJECTS", ">BYTES", "VERIFIED", "RESTORABLE", "RUN");
    for (PointState state : points) {
      RecoveryPoint point = state.point();
      long complete =
          point.datasets().values().stream()
              .filter(d -> d.state() == DatasetPoint.State.COMPLETE)
              .count();
      table.row(
          point.number(),
          Amounts.duration(Duration.between(point.committedAt(), Clock.systemUTC().instant())),
          complete == point.datasets().size()
              ? "all"
              : "%d of %d".formatted(complete, point.datasets().size()),
          Amounts.count(point.datasets().values().stream().mapToLong(DatasetPoint::objects).sum()),
          Amounts.bytes(point.datasets().values().stream().mapToLong(DatasetPoint::bytes).sum()),
          verified(state),
          state.notRestorable().map(why -> "no: " + why).orElse("yes"),
          point.run());
    }
    terminal.print(table);
  }

  /** By which level, where that is the same for all of its datasets. */
  private static String verified(PointState state) {
    Set<String> levels = new TreeSet<>(state.verified().values());
    if (levels.isEmpty()) {
      return "no";
    }
    String by = levels.size() == 1 ? levels.iterator().next() : "yes";
    int all = state.point().datasets().size();
    return state.verified().size() == all ? by : "%d of %d".formatted(state.verified().size(), all);
  }
}
