package io.twinlake.validation.report;

import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Suspects;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What is not equal, path by path: the gravest first, and how many more there are. */
final class FindingsPart {
  /** Rows of one dataset that are shown at once, and that can be unfolded. */
  private static final int SHOWN = 12;

  private static final int UNFOLDED = 250;

  private final Html html;
  private final ValidationResult result;

  FindingsPart(Html html, ValidationResult result) {
    this.html = html;
    this.result = result;
  }

  void write() {
    html.begin("section", "id", "what-differs");
    html.element("h2", "Findings");
    boolean any = false;
    for (DatasetValidation dataset : result.datasets()) {
      if (dataset.unknown().isPresent() || !dataset.findings().isEmpty()) {
        any = true;
        of(dataset);
      }
    }
    if (!any) {
      html.element("p", "None. Every path that was compared is equal.", "class", "quiet");
    } else if (result.verdict() != Verdict.CLEAN && isAnyToRepair()) {
      html.begin("p", "class", "next").text("What differs can be copied again: ");
      html.element("code", "twinlake repair --validation " + result.id());
      html.text(" shows the plan and changes nothing; ")
          .element("code", "--yes")
          .text(" carries it out.")
          .end();
    }
    if (sum(Outcome.STORED_MD5_WRONG) > 0) {
      html.element(
          "p",
          "Where both sides are equal beside a wrong MD5, either nobody renewed it when the bytes were written, or the bytes were damaged before they were copied. Only who wrote them can tell; a repair changes nothing there.",
          "class",
          "next");
    }
    html.end();
  }

  private boolean isAnyToRepair() {
    return Arrays.stream(Outcome.values())
        .filter(Suspects::differs)
        .anyMatch(outcome -> sum(outcome) > 0);
  }

  private long sum(Outcome outcome) {
    return result.datasets().stream().mapToLong(dataset -> dataset.of(outcome)).sum();
  }

  private void of(DatasetValidation dataset) {
    html.begin("h3").name(dataset.name()).end();
    dataset
        .unknown()
        .ifPresent(
            why -> {
              html.begin("p", "class", "alarm");
              Standing.UNKNOWN.mark(html);
              html.begin("span").element("b", "Could not be compared to the end. ").text(why);
              html.end().end();
            });
    List<Finding> ordered =
        dataset.findings().stream()
            .sorted(
                Comparator.comparing((Finding f) -> -Standing.of(f.outcome()).ordinal())
                    .thenComparing(Finding::outcome))
            .toList();
    rows(ordered.stream().limit(SHOWN).toList());
    List<Finding> rest = ordered.stream().skip(SHOWN).limit(UNFOLDED).toList();
    long more = ordered.size() - SHOWN - rest.size() + dataset.moreFindings();
    if (!rest.isEmpty()) {
      html.begin("details").element("summary", "Show " + Words.count(rest.size(), "more", "more"));
      rows(rest);
      html.end();
    }
    if (more > 0) {
      html.element(
          "p",
          "And %s more; %s of this dataset are in the kept document."
              .formatted(
                  Words.count(more), Words.count(dataset.findings().size(), "finding", "findings")),
          "class",
          "quiet");
    }
  }

  private void rows(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    html.begin("ol", "class", "findings");
    for (Finding finding : findings) {
      html.begin("li");
      Standing.of(finding.outcome()).mark(html);
      html.begin("div").begin("p").name(finding.path().value()).end();
      html.begin("p", "class", "quiet").element("b", finding.outcome().words());
      html.text(detail(finding)).end();
      if (finding.sourceHash().isPresent()
          && finding.targetHash().isPresent()
          && finding.outcome() == Outcome.DIFFERS) {
        html.begin("p", "class", "hashes").text("CRC-64 ");
        html.element("code", finding.sourceHash().get()).text(" at the source, ");
        html.element("code", finding.targetHash().get()).text(" at the target").end();
      }
      html.end().end();
    }
    html.end();
  }

  private static String detail(Finding finding) {
    String size = finding.bytes() == 0 ? "" : " · " + Words.bytes(finding.bytes());
    return (finding.detail().isEmpty() ? "" : " · " + finding.detail()) + size;
  }
}
