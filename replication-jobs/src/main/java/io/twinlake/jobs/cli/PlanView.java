package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.traffic.Estimate;
import java.util.ArrayList;
import java.util.List;

/** Shows a plan: the first changes one by one, then the counts and why. As JSON, all changes. */
final class PlanView {
  /** One change as {@code --json} has it. */
  record ChangeJson(String dataset, String action, String path, long bytes, String reason) {}

  /** The whole of it. */
  record PlanJson(RunResult result, Estimate estimate, List<ChangeJson> changes) {}

  private final Terminal terminal;
  private final int most;
  private final boolean json;
  private final List<ChangeJson> changes = new ArrayList<>();
  private long count;

  /**
   * @param most changes that are shown one by one
   */
  PlanView(Terminal terminal, int most, boolean json) {
    this.terminal = terminal;
    this.most = most;
    this.json = json;
  }

  void change(PlannedChange change) {
    count++;
    if (json || count <= most) {
      PlanAction action = change.action();
      changes.add(
          new ChangeJson(
              change.dataset(),
              verb(action),
              action.path().value(),
              action.bytes(),
              action.reason().meaning()));
    }
  }

  void show(PlanResult plan, Estimate estimate) {
    RunResult result = plan.result();
    if (json) {
      terminal.out().println(Json.line(new PlanJson(result, estimate, changes)));
      return;
    }
    terminal.out().printf("PLAN  %s -> %s; nothing was written.%n%n", result.from(), result.to());
    boolean tables =
        result.datasets().stream()
            .flatMap(d -> d.replicatedTables().stream())
            .anyMatch(t -> t.versions() > 0);
    if (changes.isEmpty() && !tables) {
      terminal.out().println("Nothing is to be changed.");
      terminal.out().println();
    } else if (!changes.isEmpty()) {
      TextTable table = TextTable.of("", "DATASET", "PATH", ">BYTES", "WHY");
      changes.forEach(
          c -> table.row(c.action(), c.dataset(), c.path(), Amounts.bytes(c.bytes()), c.reason()));
      terminal.print(table);
      if (count > changes.size()) {
        terminal
            .out()
            .printf(
                "  and %s; --json has all.%n",
                Amounts.count(count - changes.size(), "more change"));
      }
      terminal.out().println();
    }
    ResultView view = new ResultView(terminal);
    view.datasets(result, true);
    view.reasons(result);
    view.tables(result);
    view.trees(result, true);
    view.notes(result);
    new EstimateView(terminal).block(estimate);
  }

  private static String verb(PlanAction action) {
    return action.match(
        new PlanAction.Cases<String>() {
          @Override
          public String copy(PlanAction.Copy copy) {
            return copy.expected().version().isEmpty() ? "copy" : "replace";
          }

          @Override
          public String adopt(PlanAction.Adopt adopt) {
            return "adopt";
          }

          @Override
          public String delete(PlanAction.Delete delete) {
            return "delete";
          }

          @Override
          public String keep(PlanAction.Keep keep) {
            return "keep";
          }

          @Override
          public String skip(PlanAction.Skip skip) {
            return "skip";
          }
        });
  }
}
