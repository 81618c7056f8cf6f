package io.twinlake.jobs.cli;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.TableValidation;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import io.twinlake.validation.report.Sentences;
import java.time.Duration;
import java.util.Locale;

/** Shows what a validation found: the verdict in the first line, what it proves in the second. */
final class ValidateView {
  /** Findings of one dataset that are shown; {@code --json} and the kept report have more. */
  private static final int SHOWN = 20;

  private final Terminal terminal;

  ValidateView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(ValidationResult result) {
    Wrapped.print(
        terminal,
        result.verdict() == Verdict.CLEAN ? Terminal.Tone.GOOD : Terminal.Tone.BAD,
        words(result.verdict()).toUpperCase(Locale.ROOT),
        "%s, %s -> %s, by %s%s, in %s."
            .formatted(
                result.pair(),
                result.from(),
                result.to(),
                result.level().name().toLowerCase(Locale.ROOT),
                result.point().map(n -> ", against recovery point " + n).orElse(""),
                Amounts.duration(Duration.between(result.startedAt(), result.finishedAt()))));
    Wrapped.print(terminal, "", "Clean proves: " + result.proves() + " " + result.leavesOpen());
    terminal.out().println();
    TextTable table =
        TextTable.of("DATASET", "VERDICT", ">EQUAL", ">DIFFER", ">NO COPY", ">NO SOURCE", ">OTHER");
    for (DatasetValidation d : result.datasets()) {
      long known =
          d.of(Outcome.MATCH)
              + d.of(Outcome.DIFFERS)
              + d.of(Outcome.MISSING_AT_TARGET)
              + d.of(Outcome.MISSING_AT_SOURCE);
      table.row(
          d.name(),
          words(d.verdict()),
          Amounts.count(d.of(Outcome.MATCH)),
          Amounts.count(d.of(Outcome.DIFFERS)),
          Amounts.count(d.of(Outcome.MISSING_AT_TARGET)),
          Amounts.count(d.of(Outcome.MISSING_AT_SOURCE)),
          Amounts.count(d.paths() - known));
    }
    terminal.print(table);
    result.datasets().forEach(this::details);
    terminal.out().println();
    cost(result);
  }

  private void details(DatasetValidation dataset) {
    boolean any =
        dataset.unknown().isPresent()
            || !dataset.findings().isEmpty()
            || !dataset.notes().isEmpty();
    if (any) {
      terminal.out().println();
    }
    dataset.unknown().ifPresent(why -> Wrapped.print(terminal, "! " + dataset.name() + ": ", why));
    tables(dataset);
    dataset.notes().forEach(n -> Wrapped.print(terminal, "  " + dataset.name() + ": ", n));
    for (Outcome outcome : Outcome.values()) {
      Count count = dataset.counts().get(outcome);
      boolean other = outcome.compareTo(Outcome.MISSING_AT_SOURCE) > 0;
      if (count != null && other) {
        Wrapped.print(
            terminal,
            "  " + dataset.name() + ": ",
            "%s %s (%s)"
                .formatted(
                    Amounts.count(count.objects()), outcome.words(), Amounts.bytes(count.bytes())));
      }
    }
    dataset.findings().stream().limit(SHOWN).forEach(f -> line(dataset, f));
    long more = dataset.findings().size() + dataset.moreFindings() - SHOWN;
    if (more > 0) {
      Wrapped.print(terminal, "  ", "and %s more".formatted(Amounts.count(more)));
    }
  }

  private void tables(DatasetValidation dataset) {
    if (dataset.tables().isEmpty()) {
      return;
    }
    terminal.out().println();
    TextTable table =
        TextTable.of(">SOURCE ROWS", ">TARGET ROWS", ">PARTS", "ROWS", "FORMAT", "TABLE");
    for (TableValidation each : dataset.tables()) {
      table.row(
          Amounts.count(each.source().rows()),
          Amounts.count(each.target().rows()),
          Amounts.count(each.partitions()),
          each.outcome() == Outcome.MATCH ? "equal" : each.outcome().words(),
          each.format(),
          dataset.name() + "/" + each.path());
    }
    terminal.print(table);
    for (TableValidation each : dataset.tables()) {
      each.disagreement()
          .ifPresent(
              d ->
                  Wrapped.print(
                      terminal,
                      "  %s/%s: ".formatted(dataset.name(), each.path()),
                      "%s, %s equal, %s differ, %s only at the source, %s only at the target: %.4f %% disagree"
                          .formatted(
                              Amounts.count(d.keys(), "key"),
                              Amounts.count(d.equal()),
                              Amounts.count(d.differing()),
                              Amounts.count(d.onlyAtSource()),
                              Amounts.count(d.onlyAtTarget()),
                              100 * d.rate())));
    }
  }

  private void line(DatasetValidation dataset, Finding finding) {
    String detail = finding.detail().isEmpty() ? "" : ": " + finding.detail();
    Wrapped.print(
        terminal,
        "  ",
        "%s/%s %s%s".formatted(dataset.name(), finding.path(), finding.outcome().words(), detail));
  }

  private void cost(ValidationResult result) {
    if (result.cost().rowsRead() > 0) {
      Wrapped.print(
          terminal,
          "",
          "%s read and hashed by %s, %s by Spark's readers, %s by ours."
              .formatted(
                  Amounts.count(result.cost().rowsRead(), "row"),
                  Amounts.count(result.cost().tasks(), "task"),
                  Amounts.bytes(result.cost().tableBytesRead()),
                  Amounts.count(result.cost().traffic().requests(), "request")));
    }
    result.findings().ifPresent(where -> Wrapped.print(terminal, "", "All findings: " + where));
    long compared =
        result.datasets().stream().mapToLong(DatasetValidation::comparedByContent).sum();
    if (result.level() == Level.SAMPLE) {
      Wrapped.print(
          terminal,
          "",
          "%s read. %s"
              .formatted(Amounts.bytes(result.bytesRead()), Sentences.bound(result).orElse("")));
    } else if (compared > 0) {
      Wrapped.print(
          terminal,
          "",
          "%s compared by content, %s read."
              .formatted(Amounts.count(compared, "object"), Amounts.bytes(result.bytesRead())));
    }
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case CLEAN -> "clean";
      case DIFFERENCES -> "differences";
      case COULD_NOT_TELL -> "could not tell";
    };
  }
}
