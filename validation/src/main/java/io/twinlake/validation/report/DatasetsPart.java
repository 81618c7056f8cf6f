package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationResult;
import java.util.List;
import java.util.Map;

/** Each dataset, and in it each partition: what was compared, and how strongly. */
final class DatasetsPart {
  private static final int SHOWN = 15;

  /** Of a dataset in which all is equal; fewer still where there are many datasets. */
  private static final int SHOWN_EQUAL = 5;

  private static final int MANY_DATASETS = 8;
  private static final int UNFOLDED = 400;

  private final Html html;
  private final ValidationResult result;

  DatasetsPart(Html html, ValidationResult result) {
    this.html = html;
    this.result = result;
  }

  void write() {
    html.begin("section", "id", "datasets");
    html.element("h2", "Datasets");
    if (result.datasets().isEmpty()) {
      html.element("p", "None was compared.", "class", "quiet");
    }
    result.datasets().forEach(this::of);
    html.end();
  }

  private void of(DatasetValidation dataset) {
    Standing standing = Standing.of(dataset.verdict());
    html.begin(
        "article", "class", "dataset " + standing.style(), "id", Anchors.dataset(dataset.name()));
    html.begin("h3");
    standing.mark(html);
    html.name(dataset.name());
    html.element("span", Words.of(dataset.verdict()), "class", "word").end();
    html.element("p", strength(dataset), "class", "quiet");
    dataset.unknown().ifPresent(why -> html.element("p", why, "class", "why"));
    if (!dataset.notes().isEmpty()) {
      html.begin("ul", "class", "notes");
      dataset.notes().forEach(note -> html.element("li", note));
      html.end();
    }
    new TablesPart(html).write(dataset);
    List<Map.Entry<String, Map<Outcome, Count>>> ordered = PartitionOrder.of(dataset);
    int shown = shownOf(standing);
    table(ordered.subList(0, Math.min(shown, ordered.size())));
    if (ordered.size() > shown) {
      List<Map.Entry<String, Map<Outcome, Count>>> rest =
          ordered.subList(shown, Math.min(ordered.size(), shown + UNFOLDED));
      html.begin("details")
          .element(
              "summary",
              "Show "
                  + (shown == 0
                      ? Words.count(rest.size(), "partition", "partitions")
                      : Words.count(rest.size(), "more partition", "more partitions")));
      table(rest);
      html.end();
    }
    if (ordered.size() > shown + UNFOLDED) {
      List<Map.Entry<String, Map<Outcome, Count>>> left =
          ordered.subList(shown + UNFOLDED, ordered.size());
      long unequal = left.stream().filter(e -> Standing.of(e.getValue()) != Standing.EQUAL).count();
      html.element(
          "p",
          "And %s, %s; all of them are in the kept document."
              .formatted(
                  Words.count(left.size(), "partition", "partitions"),
                  unequal == 0 ? "all equal" : Words.count(unequal) + " of them not equal"),
          "class",
          "quiet");
    }
    html.end();
  }

  private int shownOf(Standing standing) {
    if (standing != Standing.EQUAL) {
      return SHOWN;
    }
    return result.datasets().size() > MANY_DATASETS ? 0 : SHOWN_EQUAL;
  }

  private String strength(DatasetValidation dataset) {
    String paths = Words.count(dataset.paths(), "path", "paths");
    if (result.level() == Level.FINGERPRINT) {
      return "%s compared by name, length and CRC-64, as each site hashed its own."
          .formatted(paths);
    }
    if (result.level() == Level.TABLE) {
      return "%s compared by name and length, %s row by row."
          .formatted(paths, Words.count(dataset.tables().size(), "table", "tables"));
    }
    if (dataset.comparedByContent() == 0) {
      return "%s compared by %s; no bytes were read."
          .formatted(
              paths, result.level() == Level.LEDGER ? "version and length" : "name and length");
    }
    return "%s compared by name and length, %s of them byte by byte (%s)."
        .formatted(
            paths,
            Words.count(dataset.comparedByContent()),
            Words.percent(dataset.comparedByContent(), dataset.paths()));
  }

  private void table(List<Map.Entry<String, Map<Outcome, Count>>> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    html.begin("table").begin("thead").begin("tr");
    html.element("th", "Partition").element("th", "Stands", "class", "word");
    for (String column : List.of("Equal", "Differ", "No copy", "No source", "Other", "Size")) {
      html.element("th", column, "class", "n");
    }
    html.end().end().begin("tbody");
    for (Map.Entry<String, Map<Outcome, Count>> entry : partitions) {
      Map<Outcome, Count> counts = entry.getValue();
      Standing standing = Standing.of(counts);
      html.begin("tr").begin("td", "class", "first");
      html.name(PartitionOrder.label(entry.getKey())).end();
      html.begin("td", "class", "word").begin("span", "class", "stand");
      standing.mark(html);
      html.text(standing.words()).end().end();
      number("Equal", of(counts, Outcome.MATCH));
      number("Differ", of(counts, Outcome.DIFFERS));
      number("No copy", of(counts, Outcome.MISSING_AT_TARGET));
      number("No source", of(counts, Outcome.MISSING_AT_SOURCE));
      number(
          "Other",
          of(counts, Outcome.STORED_MD5_WRONG)
              + of(counts, Outcome.MOVING)
              + of(counts, Outcome.OUTSIDE)
              + of(counts, Outcome.UNREADABLE)
              + of(counts, Outcome.UNVERIFIED));
      html.element(
          "td",
          Words.bytes(counts.values().stream().mapToLong(Count::bytes).sum()),
          "class",
          "n",
          "data-label",
          "Size");
      html.end();
    }
    html.end().end();
  }

  private void number(String label, long n) {
    html.element(
        "td", n == 0 ? "–" : Words.count(n), "class", n == 0 ? "n zero" : "n", "data-label", label);
  }

  private static long of(Map<Outcome, Count> counts, Outcome outcome) {
    return counts.getOrDefault(outcome, new Count(0, 0)).objects();
  }
}
