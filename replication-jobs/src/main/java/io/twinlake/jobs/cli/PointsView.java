package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Shows recovery points, newest first. */
final class PointsView {
  private final Terminal terminal;
  private final boolean json;

  PointsView(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  void show(List<RecoveryPoint> points) {
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
            ">POINT", ">AGE", "COMPLETE", ">OBJECTS", ">BYTES", ">DELETED", ">EPOCH", "RUN");
    for (RecoveryPoint point : points) {
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
          Amounts.count(point.tombstones()),
          point.epoch(),
          point.run());
    }
    terminal.print(table);
  }
}
