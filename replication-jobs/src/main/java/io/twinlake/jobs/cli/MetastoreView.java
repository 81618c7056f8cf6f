package io.twinlake.jobs.cli;

import io.twinlake.metastore.ImportReport;
import io.twinlake.metastore.MetastoreStatus;
import io.twinlake.metastore.Metastores;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.sync.Decision;
import io.twinlake.metastore.sync.ImportPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Shows what was done with a catalog: the verdict first, then each kind, then why. */
final class MetastoreView {
  private static final int SHOWN = 20;

  private final Terminal terminal;

  MetastoreView(Terminal terminal) {
    this.terminal = terminal;
  }

  private void verdict(boolean good, String word, String text) {
    Wrapped.print(terminal, good ? Terminal.Tone.GOOD : Terminal.Tone.WARNING, word, text);
  }

  void exported(Manifest manifest) {
    verdict(
        manifest.isWhole(),
        manifest.isWhole() ? "EXPORTED" : "PARTIAL",
        "%s of the metastore of %s, export %s, in %s."
            .formatted(
                Amounts.count(
                    manifest.parts().stream().mapToLong(Manifest.Part::count).sum(), "object"),
                manifest.site(),
                manifest.id(),
                Amounts.duration(Duration.between(manifest.startedAt(), manifest.completedAt()))));
    terminal.out().println();
    TextTable table = TextTable.of("KIND", ">OBJECTS");
    for (Kind kind : Kind.values()) {
      if (manifest.count(kind) > 0) {
        table.row(kind.title(), Amounts.count(manifest.count(kind)));
      }
    }
    terminal.print(table);
    terminal.out().println();
    Wrapped.print(
        terminal,
        "",
        "Read by %s (Hive %d), fidelity %s; %s."
            .formatted(
                manifest.kind(),
                manifest.generation(),
                manifest.fidelity(),
                switch (manifest.consistency()) {
                  case LOG -> "what its log named meanwhile was read again";
                  case TWO_SCANS -> "two looks at it agreed";
                  case CHANGING -> "some of it kept changing";
                }));
    manifest
        .redactions()
        .forEach(
            at -> Wrapped.print(terminal, "- ", at + " held a secret; it is not in the export."));
    findings(manifest.findings());
  }

  void imported(ImportReport report) {
    ImportPlan plan = report.plan();
    String counts =
        "%s to create, %s to alter, %s to drop, %s kept."
            .formatted(
                Amounts.count(plan.count(Decision.CREATE)),
                Amounts.count(plan.count(Decision.ALTER)),
                Amounts.count(plan.count(Decision.DROP)),
                Amounts.count(plan.count(Decision.KEEP)));
    if (report.isStopped()) {
      verdict(false, "STOPPED", counts + " Nothing was written: deal with this first.");
    } else if (report.dryRun()) {
      Wrapped.print(
          terminal,
          "PLAN  ",
          "%s Nothing was written. Plan %s of export %s."
              .formatted(counts, plan.id(), plan.export()));
    } else {
      verdict(
          report.isWhole(),
          report.isWhole() ? "IMPORTED" : "PARTIAL",
          "Export %s, %s to the metastore, in %s."
              .formatted(
                  plan.export(),
                  Amounts.count(report.writes(), "write"),
                  Amounts.duration(report.took())));
    }
    terminal.out().println();
    kinds(plan);
    if (report.dryRun()) {
      changes(plan);
    }
    disputes(plan);
    findings(report.findings());
    if (!report.isStopped()) {
      terminal.out().println();
      Wrapped.print(
          terminal,
          "",
          "No object names the source any more: %s were searched for. Jars, notebooks, jobs and names that point elsewhere cannot be searched."
              .formatted(
                  report.searched().isEmpty() ? "none" : String.join(", ", report.searched())));
    }
  }

  private void kinds(ImportPlan plan) {
    TextTable table =
        TextTable.of("KIND", ">CREATE", ">ALTER", ">DROP", ">KEEP", ">WAIT", ">DISPUTED");
    for (Kind kind : Kind.values()) {
      if (kind == Kind.PARTITION) {
        List<ImportPlan.Partitions> all = List.copyOf(plan.partitions().values());
        if (!all.isEmpty()) {
          table.row(
              kind.title(),
              Amounts.count(all.stream().mapToLong(p -> p.added.size()).sum()),
              Amounts.count(all.stream().mapToLong(p -> p.altered.size()).sum()),
              Amounts.count(all.stream().mapToLong(p -> p.dropped.size()).sum()),
              Amounts.count(all.stream().mapToLong(p -> p.kept).sum()),
              Amounts.count(all.stream().mapToLong(p -> p.waiting.size()).sum()),
              Amounts.count(all.stream().mapToLong(p -> p.disputed.size()).sum()));
        }
        continue;
      }
      List<ImportPlan.Line> lines =
          plan.lines().stream().filter(line -> line.key().kind() == kind).toList();
      if (!lines.isEmpty()) {
        table.row(
            kind.title(),
            count(lines, Decision.CREATE),
            count(lines, Decision.ALTER),
            count(lines, Decision.DROP),
            count(lines, Decision.KEEP),
            Amounts.count(lines.stream().filter(l -> l.waitsFor().isPresent()).count()),
            Amounts.count(lines.stream().filter(l -> l.decision().needsSomebody()).count()));
      }
    }
    terminal.print(table);
  }

  private static String count(List<ImportPlan.Line> lines, Decision decision) {
    return Amounts.count(
        lines.stream().filter(l -> l.decision() == decision && l.waitsFor().isEmpty()).count());
  }

  private void changes(ImportPlan plan) {
    List<ImportPlan.Line> writes = plan.lines().stream().filter(ImportPlan.Line::writes).toList();
    if (writes.isEmpty()) {
      return;
    }
    terminal.out().println();
    writes.stream()
        .limit(SHOWN)
        .forEach(
            line -> {
              terminal
                  .out()
                  .printf("%s %s%n", line.decision().name().toLowerCase(Locale.ROOT), line.key());
              line.differences().stream()
                  .limit(5)
                  .forEach(d -> Wrapped.print(terminal, "    ", d.toString()));
            });
    if (writes.size() > SHOWN) {
      terminal.out().printf("  and %d more; --json has all.%n", writes.size() - SHOWN);
    }
  }

  private void disputes(ImportPlan plan) {
    plan.lines().stream()
        .filter(line -> line.decision().needsSomebody() || line.waitsFor().isPresent())
        .limit(SHOWN)
        .forEach(
            line ->
                Wrapped.print(
                    terminal,
                    "! ",
                    line.waitsFor().isPresent()
                        ? "%s waits: %s.".formatted(line.key(), line.waitsFor().get())
                        : line.decision() == Decision.DRIFT
                            ? "%s was changed at the target, and stays so: %s"
                                .formatted(line.key(), shown(line))
                            : "%s is in the way: it is not ours, or both sides changed it. It was not touched: %s"
                                .formatted(line.key(), shown(line))));
    plan.partitions()
        .forEach(
            (table, needs) -> {
              if (!needs.waiting.isEmpty()) {
                Wrapped.print(
                    terminal,
                    "! ",
                    "%s: %s wait for their data, %s first."
                        .formatted(
                            table,
                            Amounts.count(needs.waiting.size(), "partition"),
                            needs.waiting.first()));
              }
              if (!needs.disputed.isEmpty()) {
                Wrapped.print(
                    terminal,
                    "! ",
                    "%s: %s were changed at the target and stay so, %s first."
                        .formatted(
                            table,
                            Amounts.count(needs.disputed.size(), "partition"),
                            needs.disputed.first()));
              }
            });
  }

  private static String shown(ImportPlan.Line line) {
    return String.join("; ", line.differences().stream().limit(3).map(Object::toString).toList());
  }

  private void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    terminal.out().println();
    findings.stream()
        .sorted((a, b) -> b.level().compareTo(a.level()))
        .limit(SHOWN)
        .forEach(
            f ->
                Wrapped.print(
                    terminal,
                    f.level() == Finding.Level.NOTE ? "- " : "! ",
                    f.object() + ": " + f.text()));
    if (findings.size() > SHOWN) {
      terminal.out().printf("  and %d more; --json has all.%n", findings.size() - SHOWN);
    }
  }

  void differences(Metastores.Differences differences) {
    verdict(
        differences.isSame(),
        differences.isSame() ? "SAME" : "DIFFERENT",
        differences.isSame()
            ? "The target's catalog says what the source's says."
            : "The two catalogs differ; nothing was changed.");
    terminal.out().println();
    kinds(differences.plan());
    changes(differences.plan());
    disputes(differences.plan());
    differences
        .extra()
        .forEach(key -> Wrapped.print(terminal, "- ", key + " is at the target only."));
    findings(differences.plan().findings());
  }

  void status(MetastoreStatus status) {
    verdict(
        status.isCurrent(),
        status.isCurrent() ? "CATALOG CURRENT" : "CATALOG BEHIND",
        "%s -> %s".formatted(status.from(), status.to()));
    Wrapped.print(
        terminal,
        "",
        status
            .export()
            .map(
                e ->
                    "Newest export %s, %s old, %s, %s."
                        .formatted(
                            e.id(),
                            Amounts.duration(e.age()),
                            Amounts.count(e.tables(), "table"),
                            Amounts.count(e.partitions(), "partition")))
            .orElse("There is no export. Run metastore export."));
    Wrapped.print(
        terminal,
        "",
        status
            .imported()
            .map("Last import took export %s."::formatted)
            .orElse("Nothing was imported yet."));
    status.ahead().stream()
        .limit(SHOWN)
        .forEach(text -> Wrapped.print(terminal, "! ", "Ahead of its data: " + text + "."));
    if (status.ahead().size() > SHOWN) {
      terminal.out().printf("  and %d more; --json has all.%n", status.ahead().size() - SHOWN);
    }
  }

  void activated(List<Key> changed) {
    verdict(
        true,
        "ACTIVE",
        "What they were at the source again: %s."
            .formatted(Amounts.count(changed.size(), "table")));
    changed.stream().limit(SHOWN).forEach(key -> terminal.out().println("  " + key));
  }
}
