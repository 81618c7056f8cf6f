package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.workspace.WorkspaceStatus;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.MappedPlace;
import io.twinlake.workspace.sync.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Shows what was done with a workspace: the verdict first, then each type, then why. */
final class WorkspaceView {
  private static final int SHOWN = 20;

  private final Terminal terminal;

  WorkspaceView(Terminal terminal) {
    this.terminal = terminal;
  }

  private void verdict(boolean good, String word, String text) {
    Wrapped.print(terminal, good ? Terminal.Tone.GOOD : Terminal.Tone.WARNING, word, text);
  }

  void exported(Manifest manifest) {
    verdict(
        manifest.isWhole(),
        manifest.isWhole() ? "EXPORTED" : "PARTIAL",
        "%s of the workspace of %s, archive %s, in %s."
            .formatted(
                Amounts.count(manifest.items(), "object"),
                manifest.site(),
                manifest.id(),
                Amounts.duration(Duration.between(manifest.startedAt(), manifest.completedAt()))));
    terminal.out().println();
    TextTable table = TextTable.of("TYPE", ">OBJECTS", "COMPLETE");
    manifest.documents().stream()
        .filter(document -> document.items() > 0 || !document.complete())
        .forEach(
            document ->
                table.row(
                    document.kind().title(),
                    Amounts.count(document.items()),
                    document.complete() ? "yes" : "no"));
    terminal.print(table);
    problems(manifest.problems());
  }

  /** What cannot be carried, before anything is written. */
  void beforeImport(ImportReport plan) {
    List<Problem> failures = plan.problems().stream().filter(Problem::isFailure).toList();
    if (!failures.isEmpty()) {
      terminal.out().println("Known before anything is written:");
      problems(failures);
      terminal.out().println();
    }
  }

  void imported(ImportReport report, boolean dryRun) {
    String counts =
        "%s created, %s updated, %s kept."
            .formatted(
                Amounts.count(report.count(Outcome.CREATED)),
                Amounts.count(report.count(Outcome.UPDATED) + report.count(Outcome.OVERWRITTEN)),
                Amounts.count(report.count(Outcome.KEPT) + report.count(Outcome.ADOPTED)));
    if (dryRun) {
      Wrapped.print(terminal, "PLAN  ", counts + " Nothing was written.");
    } else {
      verdict(
          report.isWhole(),
          report.isWhole() ? "IMPORTED" : "PARTIAL",
          "%s Archive %s, %s to the workspace."
              .formatted(counts, report.export(), Amounts.count(report.writes(), "write")));
    }
    terminal.out().println();
    outcomes(report);
    terminal.out().println();
    places(report.places());
    if (!dryRun) {
      terminal
          .out()
          .printf(
              "Permissions: %s written. Gone at the source: %d kept, %d removed.%n",
              Amounts.count(report.permissions(), "list"), report.gone(), report.deleted());
      if (report.writes() == 0) {
        int ids = report.mappings().values().stream().mapToInt(SortedMap::size).sum();
        terminal
            .out()
            .printf("Mappings: as before, %s; --json has all.%n", Amounts.count(ids, "id"));
      } else {
        report.mappings().forEach(this::mappings);
      }
    }
    problems(report.problems());
  }

  private void outcomes(ImportReport report) {
    List<String> titles =
        new ArrayList<>(
            List.of("TYPE", ">CREATED", ">UPDATED", ">ADOPTED", ">KEPT", ">BY HAND", ">FAILED"));
    boolean unseen = report.count(Outcome.NOT_LOOKED_AT) > 0;
    if (unseen) {
      titles.add(">NOT SEEN");
    }
    TextTable table = TextTable.of(titles.toArray(String[]::new));
    report
        .outcomes()
        .forEach(
            (kind, of) -> {
              List<String> row = new ArrayList<>();
              row.add(kind.title());
              row.add(count(of, Outcome.CREATED));
              row.add(
                  Amounts.count(
                      of.getOrDefault(Outcome.UPDATED, 0)
                          + of.getOrDefault(Outcome.OVERWRITTEN, 0)));
              row.add(count(of, Outcome.ADOPTED));
              row.add(count(of, Outcome.KEPT));
              row.add(count(of, Outcome.CHANGED_BY_HAND));
              row.add(count(of, Outcome.FAILED));
              if (unseen) {
                row.add(count(of, Outcome.NOT_LOOKED_AT));
              }
              table.row(row.toArray());
            });
    terminal.print(table);
  }

  private static String count(Map<Outcome, Integer> of, Outcome outcome) {
    return Amounts.count(of.getOrDefault(outcome, 0));
  }

  /** How many of the rules' places are there; those that are not are told with the problems. */
  private void places(List<MappedPlace> places) {
    if (places.isEmpty()) {
      return;
    }
    Map<MappedPlace.Verdict, Long> of =
        places.stream().collect(Collectors.groupingBy(MappedPlace::verdict, Collectors.counting()));
    terminal
        .out()
        .printf(
            "Mapped accounts, vaults and endpoints: %d found, %d missing, %d could not be told.%n",
            of.getOrDefault(MappedPlace.Verdict.FOUND, 0L),
            of.getOrDefault(MappedPlace.Verdict.MISSING, 0L),
            of.getOrDefault(MappedPlace.Verdict.COULD_NOT_TELL, 0L));
  }

  /** Old ids and new ones, as the published scripts print them, one to a line. */
  private void mappings(Kind kind, SortedMap<String, String> mappings) {
    if (mappings.isEmpty()) {
      return;
    }
    terminal.out().println(kind.title() + " mappings: {");
    int left = mappings.size();
    for (Map.Entry<String, String> pair : mappings.entrySet()) {
      if (mappings.size() - left == SHOWN) {
        terminal.out().printf("  ... and %d more; --json has all%n", left);
        break;
      }
      left--;
      terminal
          .out()
          .printf(
              "  %s: %s%s%n",
              Json.line(pair.getKey()), Json.line(pair.getValue()), left == 0 ? "" : ",");
    }
    terminal.out().println("}");
  }

  private void problems(List<Problem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    terminal.out().println();
    problems.stream()
        .sorted((a, b) -> Boolean.compare(b.isFailure(), a.isFailure()))
        .limit(SHOWN)
        .forEach(p -> Wrapped.print(terminal, p.isFailure() ? "! " : "- ", p.toString()));
    if (problems.size() > SHOWN) {
      terminal.out().printf("  and %d more; --json has all.%n", problems.size() - SHOWN);
    }
  }

  void differences(List<Difference> differences, List<Problem> problems) {
    boolean same = differences.isEmpty() && problems.isEmpty();
    if (same) {
      verdict(true, "SAME", "The target's workspace says what the source's says.");
    } else {
      verdict(
          false,
          differences.isEmpty() ? "NOT ALL COMPARED" : "DIFFERENT",
          "%s; %s not be compared."
              .formatted(
                  differences.isEmpty()
                      ? "No difference was seen"
                      : Amounts.count(differences.size(), "difference"),
                  problems.size() == 1
                      ? "1 object or type could"
                      : Amounts.count(problems.size()) + " objects or types could"));
    }
    if (!differences.isEmpty()) {
      terminal.out().println();
      TextTable table = TextTable.of("TYPE", "NAME", "WHAT", "WHERE");
      differences.stream()
          .limit(SHOWN)
          .forEach(
              d ->
                  table.row(
                      d.kind().title(),
                      d.key(),
                      d.what().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                      String.join(", ", d.details())));
      terminal.print(table);
      if (differences.size() > SHOWN) {
        terminal.out().printf("  and %d more; --json has all.%n", differences.size() - SHOWN);
      }
    }
    problems(problems);
  }

  void status(WorkspaceStatus status) {
    verdict(
        status.isCurrent(),
        status.isCurrent() ? "CURRENT" : "BEHIND",
        "%s -> %s".formatted(status.from(), status.to()));
    Wrapped.print(
        terminal,
        "",
        status
            .export()
            .map(
                e ->
                    "Newest archive %s, %s old, %s."
                        .formatted(
                            e.id(),
                            Amounts.duration(e.age()),
                            Amounts.count(e.objects(), "object")))
            .orElse("There is no archive."));
    Wrapped.print(
        terminal,
        "",
        status
            .imported()
            .map(
                i ->
                    "Last import took archive %s; %s mapped, %d gone at the source."
                        .formatted(i.export(), Amounts.count(i.objects(), "object"), i.gone()))
            .orElse("Nothing was imported yet."));
    outOfDate(status);
    status
        .states()
        .forEach(
            (site, state) ->
                terminal.out().printf("%s is %s.%n", site, state.name().toLowerCase(Locale.ROOT)));
    status.notes().forEach(note -> Wrapped.print(terminal, "! ", note));
  }

  private void outOfDate(WorkspaceStatus status) {
    if (status.outOfDate().isEmpty()) {
      return;
    }
    terminal.out().println();
    TextTable table = TextTable.of("OUT OF DATE", ">NEW", ">CHANGED", ">GONE");
    status
        .outOfDate()
        .forEach(
            (kind, of) ->
                table.row(
                    kind.title(),
                    Amounts.count(of.added()),
                    Amounts.count(of.changed()),
                    Amounts.count(of.gone())));
    terminal.print(table);
    terminal.out().println();
  }

  void switched(SwitchReport report) {
    verdict(
        report.isWhole(),
        report.state().name(),
        "%s: %s switched, %d were so already, %d left."
            .formatted(
                report.site(),
                Amounts.count(report.switched().size(), "object"),
                report.alreadySo(),
                report.left()));
    if (!report.waves().isEmpty()) {
      terminal.out().println("Waves done: " + String.join(", ", report.waves()));
    }
    report.switched().stream().limit(SHOWN).forEach(s -> terminal.out().println("  " + s));
    if (report.switched().size() > SHOWN) {
      terminal.out().printf("  and %d more%n", report.switched().size() - SHOWN);
    }
    report.notes().forEach(note -> Wrapped.print(terminal, "! ", note));
    problems(report.problems());
  }
}
