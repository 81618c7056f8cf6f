package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A validation in the XML that every build server shows: a suite for each dataset, a case for each
 * partition. A difference is a failure; what could not be compared is an error.
 *
 * <p>There is no standard; this keeps to what <a href="https://github.com/testmoapp/junitxml">is
 * common to its readers</a>. There are failures or errors exactly when the verdict is not clean.
 */
public final class JUnitXml {
  /** Paths that one case names. */
  private static final int NAMED = 50;

  private final ValidationResult result;

  /** One case: a message where it is not clean. */
  private record Case(
      String name, Optional<String> failure, Optional<String> error, List<String> lines) {}

  private JUnitXml(ValidationResult result) {
    this.result = result;
  }

  /** The document, as UTF-8. */
  public static byte[] of(ValidationResult result) {
    return new JUnitXml(result).write().getBytes(StandardCharsets.UTF_8);
  }

  private String write() {
    StringBuilder suites = new StringBuilder();
    long cases = 0;
    long failures = 0;
    long errors = 0;
    for (DatasetValidation dataset : result.datasets()) {
      List<Case> of = cases(dataset);
      long failed = of.stream().filter(c -> c.failure().isPresent()).count();
      long broken = of.stream().filter(c -> c.error().isPresent()).count();
      cases += of.size();
      failures += failed;
      errors += broken;
      suite(suites, dataset, of, failed, broken);
    }
    double seconds = Duration.between(result.startedAt(), result.finishedAt()).toMillis() / 1000.0;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + tag(
            "testsuites",
            "name",
            "twinlake validate " + result.pair(),
            "tests",
            Long.toString(cases),
            "failures",
            Long.toString(failures),
            "errors",
            Long.toString(errors),
            "time",
            String.format(Locale.ROOT, "%.3f", seconds),
            "timestamp",
            result.startedAt().toString())
        + ">\n"
        + suites
        + "</testsuites>\n";
  }

  private void suite(
      StringBuilder out, DatasetValidation dataset, List<Case> cases, long failures, long errors) {
    out.append("  ")
        .append(
            tag(
                "testsuite",
                "name",
                dataset.name(),
                "tests",
                Long.toString(cases.size()),
                "failures",
                Long.toString(failures),
                "errors",
                Long.toString(errors),
                "skipped",
                "0",
                "timestamp",
                result.startedAt().toString()))
        .append(">\n    <properties>\n");
    property(out, "level", Words.of(result.level()));
    property(out, "proves", result.proves());
    property(out, "leavesOpen", result.leavesOpen());
    property(out, "validation", result.id());
    Sentences.bound(result).ifPresent(bound -> property(out, "bound", bound));
    dataset.notes().forEach(note -> property(out, "note", note));
    out.append("    </properties>\n");
    for (Case each : cases) {
      out.append("    ")
          .append(
              tag(
                  "testcase",
                  "classname",
                  "%s.%s".formatted(result.pair(), dataset.name()),
                  "name",
                  each.name()));
      if (each.failure().isEmpty() && each.error().isEmpty()) {
        out.append("/>\n");
        continue;
      }
      out.append(">\n");
      each.error().ifPresent(e -> problem(out, "error", e, each.lines()));
      each.failure().ifPresent(f -> problem(out, "failure", f, each.lines()));
      out.append("    </testcase>\n");
    }
    out.append("  </testsuite>\n");
  }

  private static void property(StringBuilder out, String name, String value) {
    out.append("      ").append(tag("property", "name", name, "value", value)).append("/>\n");
  }

  private static void problem(StringBuilder out, String kind, String message, List<String> lines) {
    out.append("      ").append(tag(kind, "message", message, "type", kind)).append('>');
    lines.forEach(line -> out.append(escaped(line)).append('\n'));
    out.append("</").append(kind).append(">\n");
  }

  private List<Case> cases(DatasetValidation dataset) {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("compared to the end", Optional.empty(), dataset.unknown(), List.of()));
    dataset
        .partitions()
        .forEach((partition, counts) -> cases.add(partition(dataset, partition, counts)));
    boolean told =
        cases.stream()
            .anyMatch(
                c ->
                    dataset.verdict() == Verdict.DIFFERENCES
                        ? c.failure().isPresent()
                        : c.error().isPresent());
    if (dataset.verdict() != Verdict.CLEAN && !told) {
      Optional<String> why =
          Optional.of(
              Words.of(dataset.verdict()) + "; the report has more than its partitions say");
      boolean differs = dataset.verdict() == Verdict.DIFFERENCES;
      cases.add(
          new Case(
              "the dataset as a whole",
              differs ? why : Optional.empty(),
              differs ? Optional.empty() : why,
              dataset.findings().stream().limit(NAMED).map(JUnitXml::line).toList()));
    }
    return cases;
  }

  private Case partition(DatasetValidation dataset, String partition, Map<Outcome, Count> counts) {
    List<String> failure = new ArrayList<>();
    List<String> error = new ArrayList<>();
    counts.forEach(
        (outcome, count) -> {
          String says = Words.count(count.objects()) + " " + Words.of(outcome, count.objects());
          if (count.objects() == 0) {
            return;
          }
          switch (outcome) {
            case DIFFERS, MISSING_AT_TARGET, STORED_MD5_WRONG -> failure.add(says);
            case MISSING_AT_SOURCE -> {
              if (!dataset.keepsExtra()) {
                failure.add(says);
              }
            }
            case UNREADABLE, MOVING -> error.add(says);
            case UNVERIFIED -> {
              if (result.level() == Level.CONTENT) {
                error.add(says);
              }
            }
            case MATCH, OUTSIDE -> {}
          }
        });
    List<String> lines =
        failure.isEmpty() && error.isEmpty()
            ? List.of()
            : dataset.findings().stream()
                .filter(f -> f.partition().equals(partition))
                .limit(NAMED)
                .map(JUnitXml::line)
                .toList();
    return new Case(
        PartitionOrder.label(partition),
        failure.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", failure)),
        error.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", error)),
        lines);
  }

  private static String line(Finding finding) {
    return finding.path().value()
        + ": "
        + finding.outcome().words()
        + (finding.detail().isEmpty() ? "" : ", " + finding.detail());
  }

  private static String tag(String name, String... attributes) {
    StringBuilder tag = new StringBuilder("<").append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      tag.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(attributes[i + 1]))
          .append('"');
    }
    return tag.toString();
  }

  private static String escaped(String text) {
    return Visible.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
