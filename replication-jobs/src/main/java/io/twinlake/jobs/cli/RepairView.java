package io.twinlake.jobs.cli;

import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.RepairResult.Step;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows what a repair did or would do, path by path. */
final class RepairView {
  /** Paths that are shown; {@code --json} and the kept document have all. */
  private static final int SHOWN = 40;

  private final Terminal terminal;

  RepairView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(RepairResult result) {
    boolean planned = result.outcome() == RepairResult.Outcome.PLANNED;
    Terminal.Tone tone =
        result.outcome() == RepairResult.Outcome.PARTIAL ? Terminal.Tone.BAD : Terminal.Tone.GOOD;
    Wrapped.print(terminal, tone, headline(result), sentence(result));
    terminal.out().println();
    Map<String, Long> left = new LinkedHashMap<>();
    result.paths().stream()
        .filter(p -> p.step() != Step.LEAVE)
        .limit(SHOWN)
        .forEach(p -> line(p, planned));
    long more = result.paths().stream().filter(p -> p.step() != Step.LEAVE).count() - SHOWN;
    if (more > 0) {
      Wrapped.print(terminal, "  ", "and %s more".formatted(Amounts.count(more)));
    }
    result.paths().stream()
        .filter(p -> p.step() == Step.LEAVE)
        .forEach(p -> left.merge(p.why(), 1L, Long::sum));
    left.forEach(
        (why, n) ->
            Wrapped.print(
                terminal, "  left alone: ", "%s, as %s".formatted(Amounts.count(n, "path"), why)));
    result.notes().forEach(note -> Wrapped.print(terminal, "! ", note));
    if (planned && result.of(Step.COPY) + result.of(Step.RECORD) > 0) {
      terminal.out().println();
      Wrapped.print(
          terminal,
          "",
          "Nothing was changed. To do it: twinlake repair --validation %s --yes"
              .formatted(result.validation()));
    }
  }

  private static String headline(RepairResult result) {
    return switch (result.outcome()) {
      case PLANNED -> "PLAN";
      case REPAIRED -> "REPAIRED";
      case PARTIAL -> "PARTLY REPAIRED";
      case NOTHING -> "NOTHING TO REPAIR";
    };
  }

  private static String sentence(RepairResult result) {
    String copies =
        "%s, %s"
            .formatted(
                Amounts.count(result.of(Step.COPY), "object"), Amounts.bytes(result.bytes()));
    String from = "%s -> %s".formatted(result.from(), result.to());
    return switch (result.outcome()) {
      case PLANNED -> "%s to be copied again, %s.".formatted(copies, from);
      case REPAIRED, PARTIAL ->
          "%s copied again, %s%s."
              .formatted(
                  copies,
                  from,
                  result.recoveryPoint().map(n -> ", recovery point " + n).orElse(""));
      case NOTHING -> "No finding is a repair's business.";
    };
  }

  private void line(RepairResult.Path path, boolean planned) {
    String step =
        switch (path.step()) {
          case COPY -> planned ? "copy" : "copied";
          case RECORD -> planned ? "record" : "recorded";
          case EQUAL -> "equal";
          case LEAVE -> "left";
          case FAILED -> "FAILED";
        };
    Wrapped.print(
        terminal, "  ", "%s %s/%s: %s".formatted(step, path.dataset(), path.path(), path.why()));
  }
}
