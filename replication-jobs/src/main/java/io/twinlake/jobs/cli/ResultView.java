package io.twinlake.jobs.cli;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.run.TreeResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows what a run did: the verdict first, then each dataset, then why, then what a person should
 * do.
 */
final class ResultView {
  private static final int SHOWN_FAILURES = 10;
  private static final int SHOWN_PARTITIONS = 8;
  private static final int SHOWN_TABLES = 20;

  private final Terminal terminal;

  ResultView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(RunResult result) {
    verdict(result);
    terminal.out().println();
    datasets(result, false);
    reasons(result);
    partitions(result);
    tables(result);
    trees(result, false);
    notes(result);
    failures(result);
    proofs(result);
    new TrafficView(terminal).compared(result.requests());
    result
        .recoveryPoint()
        .ifPresent(
            n ->
                terminal
                    .out()
                    .printf("Report: reports/%s.json on the control root.%n", result.run()));
  }

  private void verdict(RunResult result) {
    String took = Amounts.duration(Duration.between(result.startedAt(), result.finishedAt()));
    String way = "%s -> %s".formatted(result.from(), result.to());
    String committed =
        result
            .recoveryPoint()
            .map("Recovery point %d committed"::formatted)
            .orElse("Nothing to replicate");
    switch (result.outcome()) {
      case CLEAN ->
          Wrapped.print(
              terminal,
              Terminal.Tone.GOOD,
              "CLEAN",
              "%s, %s, in %s.".formatted(committed, way, took));
      case PARTIAL ->
          Wrapped.print(
              terminal,
              Terminal.Tone.WARNING,
              "PARTIAL",
              "%s, %s, in %s; see below what is not in it.".formatted(committed, way, took));
      case REFUSED, FAILED ->
          Wrapped.print(
              terminal,
              Terminal.Tone.BAD,
              result.outcome().name(),
              "Nothing was committed, %s; see below why.".formatted(way));
      case PLANNED -> Wrapped.print(terminal, "PLAN  ", "%s; nothing was written.".formatted(way));
    }
  }

  void datasets(RunResult result, boolean plan) {
    TextTable table =
        TextTable.of(
            "DATASET",
            "STATE",
            plan ? ">TO COPY" : ">COPIED",
            ">BYTES",
            ">ADOPTED",
            ">KEPT",
            ">DELETED",
            ">FAILED",
            ">NOT REPL.");
    for (DatasetResult d : result.datasets()) {
      table.row(
          d.name(),
          d.state().name().toLowerCase(Locale.ROOT),
          Amounts.count(d.copied().objects()),
          Amounts.bytes(d.copied().bytes()),
          Amounts.count(d.adopted().objects()),
          Amounts.count(d.kept().objects()),
          Amounts.count(d.deleted().objects()),
          Amounts.count(d.failed().objects()),
          Amounts.count(d.notReplicated().objects()));
    }
    terminal.print(table);
    terminal.out().println();
  }

  void reasons(RunResult result) {
    boolean any = false;
    for (DatasetResult d : result.datasets()) {
      for (Map.Entry<Tally.Outcome, Map<Reason, Tally.Count>> outcome : d.reasons().entrySet()) {
        for (Map.Entry<Reason, Tally.Count> reason : outcome.getValue().entrySet()) {
          terminal
              .out()
              .printf(
                  "  %s: %s %s (%s)%n",
                  DisplayWidth.printable(d.name()),
                  word(outcome.getKey()),
                  Amounts.count(reason.getValue().objects()),
                  reason.getKey().meaning());
          any = true;
        }
      }
    }
    if (any) {
      terminal.out().println();
    }
  }

  private static String word(Tally.Outcome outcome) {
    return switch (outcome) {
      case COPY -> "copy";
      case ADOPT -> "adopt";
      case DELETE -> "delete";
      case KEEP -> "keep";
      case SKIP -> "leave out";
    };
  }

  /** The tables in which something happened or that lag behind. */
  void tables(RunResult result) {
    TextTable table =
        TextTable.of("TABLE", "STATE", "VERSIONS", ">FILES", ">BYTES", ">BEHIND", ">FOR");
    long more = 0;
    for (DatasetResult d : result.datasets()) {
      List<TableReport> shown =
          d.replicatedTables().stream()
              .filter(t -> t.versions() > 0 || t.status() != TableStatus.REPLICATED)
              .toList();
      more += Math.max(0, shown.size() - SHOWN_TABLES);
      shown.stream()
          .limit(SHOWN_TABLES)
          .forEach(
              t ->
                  table.row(
                      d.name() + "/" + t.table(),
                      t.status().meaning(),
                      versions(t),
                      Amounts.count(t.files()),
                      Amounts.bytes(t.bytes()),
                      Amounts.count(t.versionsBehind()),
                      t.versionsBehind() == 0 ? "" : Amounts.duration(t.behind())));
    }
    if (!table.isEmpty()) {
      terminal.print(table);
      if (more > 0) {
        terminal.out().printf("  and %s; the report has all.%n", Amounts.count(more, "more table"));
      }
      terminal.out().println();
    }
  }

  private static String versions(TableReport table) {
    if (table.to() < 0) {
      return "none";
    }
    return table.versions() == 0 || table.versions() == 1
        ? String.valueOf(table.to())
        : (table.to() - table.versions() + 1) + ".." + table.to();
  }

  /** The partitions in which something happened, newest names last. */
  private void partitions(RunResult result) {
    TextTable table = TextTable.of("PARTITION", ">TO COPY", ">BYTES", ">KEPT", ">NOT REPL.");
    long more = 0;
    for (DatasetResult d : result.datasets()) {
      List<Map.Entry<String, Map<Tally.Outcome, Tally.Count>>> touched =
          d.partitions().entrySet().stream()
              .filter(p -> p.getValue().keySet().stream().anyMatch(o -> o != Tally.Outcome.KEEP))
              .toList();
      more += Math.max(0, touched.size() - SHOWN_PARTITIONS);
      touched.stream()
          .skip(Math.max(0, touched.size() - SHOWN_PARTITIONS))
          .forEach(
              p -> {
                Tally.Count copy = of(p.getValue(), Tally.Outcome.COPY);
                table.row(
                    d.name() + "/" + p.getKey(),
                    Amounts.count(copy.objects()),
                    Amounts.bytes(copy.bytes()),
                    Amounts.count(of(p.getValue(), Tally.Outcome.KEEP).objects()),
                    Amounts.count(of(p.getValue(), Tally.Outcome.SKIP).objects()));
              });
    }
    if (!table.isEmpty()) {
      terminal.print(table);
      if (more > 0) {
        terminal
            .out()
            .printf("  and %s; the report has all.%n", Amounts.count(more, "more partition"));
      }
      terminal.out().println();
    }
  }

  private static Tally.Count of(Map<Tally.Outcome, Tally.Count> counts, Tally.Outcome outcome) {
    return counts.getOrDefault(outcome, Tally.Count.NONE);
  }

  /** Directories and access rights, where both sites have them. */
  void trees(RunResult result, boolean plan) {
    boolean any = false;
    for (DatasetResult d : result.datasets()) {
      TreeResult tree = d.tree().orElse(TreeResult.NONE);
      if (tree.equals(TreeResult.NONE)) {
        continue;
      }
      any = true;
      Wrapped.print(
          terminal,
          "  ",
          "%s: directories %s %s, access rights %s %s, as they should be %s, failed %s; %s at the target."
              .formatted(
                  d.name(),
                  plan ? "to make at most" : "made",
                  Amounts.count(tree.directories()),
                  plan ? "to set at most" : "set",
                  Amounts.count(tree.accessSet()),
                  Amounts.count(tree.accessSame()),
                  Amounts.count(tree.failed()),
                  Amounts.count(tree.requests(), "write")));
      if (plan) {
        tree.first().forEach(line -> Wrapped.print(terminal, "    - ", line));
      }
    }
    if (any) {
      terminal.out().println();
    }
  }

  void notes(RunResult result) {
    boolean any = false;
    for (String note : result.notes()) {
      Wrapped.print(terminal, "! ", note);
      any = true;
    }
    for (DatasetResult d : result.datasets()) {
      for (String note : d.notes()) {
        Wrapped.print(terminal, "! ", d.name() + ": " + note);
        any = true;
      }
    }
    if (any) {
      terminal.out().println();
    }
  }

  private void failures(RunResult result) {
    List<Failure> all = result.datasets().stream().flatMap(d -> d.failures().stream()).toList();
    if (all.isEmpty()) {
      return;
    }
    Map<Failure.Kind, Long> kinds = new TreeMap<>();
    all.forEach(f -> kinds.merge(f.kind(), 1L, Long::sum));
    terminal.out().println(terminal.paint(Terminal.Tone.BAD, "FAILED PATHS"));
    kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            k ->
                terminal
                    .out()
                    .printf(
                        "  %s %s%n",
                        Amounts.count(k.getValue()),
                        k.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    all.stream()
        .limit(SHOWN_FAILURES)
        .forEach(f -> Wrapped.print(terminal, "  - ", f.dataset() + ": " + f.message()));
    if (all.size() > SHOWN_FAILURES) {
      terminal
          .out()
          .printf(
              "  and %s more; the report has them.%n", Amounts.count(all.size() - SHOWN_FAILURES));
    }
    terminal.out().println();
  }

  private void proofs(RunResult result) {
    Map<Proof, Long> proofs = new TreeMap<>();
    long inside = 0;
    for (DatasetResult d : result.datasets()) {
      d.proofs().forEach((proof, count) -> proofs.merge(proof, count, Long::sum));
      inside += d.serverSide();
    }
    if (proofs.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("Proven by: ");
    proofs.forEach(
        (proof, count) -> text.append(Amounts.count(count)).append(' ').append(word(proof)));
    text.append(Amounts.count(inside)).append(" copied inside the service.");
    Wrapped.print(terminal, "", text.toString());
  }

  private static String word(Proof proof) {
    return switch (proof) {
      case COMPARED -> "compared (both sides hashed), ";
      case ATTESTED -> "attested (the service hashed), ";
      case LENGTH -> "by length under a version pin, ";
    };
  }
}
