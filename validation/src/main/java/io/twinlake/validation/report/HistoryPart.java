package io.twinlake.validation.report;

import io.twinlake.validation.Outcome;
import java.util.List;

/** Past validations, newest first. */
final class HistoryPart {
  private final Html html;
  private final Report report;

  HistoryPart(Html html, Report report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    html.begin("section", "id", "history");
    html.element("h2", "Past validations");
    if (report.past().isEmpty()) {
      html.element("p", "None is kept.", "class", "quiet").end();
      return;
    }
    html.begin("table").begin("thead").begin("tr");
    html.element("th", "Began").element("th", "Verdict", "class", "word").element("th", "Level");
    for (String column : List.of("Paths", "Differ", "No copy", "Unclear", "Read", "Took")) {
      html.element("th", column, "class", "n");
    }
    html.end().end().begin("tbody");
    for (Past past : report.past()) {
      row(past);
    }
    html.end().end().end();
  }

  private void row(Past past) {
    boolean shown = report.shown().filter(r -> r.id().equals(past.id())).isPresent();
    html.begin("tr", "class", shown ? "now" : "").begin("td", "class", "first");
    html.text(Words.time(past.startedAt()));
    if (shown) {
      html.element("span", "this page", "class", "tag");
    }
    html.end();
    html.begin("td", "class", "word").begin("span", "class", "stand");
    Standing.of(past.verdict()).mark(html);
    html.text(Words.of(past.verdict())).end().end();
    html.begin("td", "data-label", "Level").text(Words.of(past.level()));
    past.point().ifPresent(n -> html.text(" of point " + n));
    html.end();
    number("Paths", past.paths());
    number("Differ", past.of(Outcome.DIFFERS));
    number("No copy", past.of(Outcome.MISSING_AT_TARGET));
    number("Unclear", past.of(Outcome.UNREADABLE) + past.of(Outcome.MOVING));
    text("Read", Words.bytes(past.bytesRead()));
    text("Took", Words.duration(past.took()));
    html.end();
  }

  private void number(String label, long n) {
    html.element(
        "td", n == 0 ? "–" : Words.count(n), "class", n == 0 ? "n zero" : "n", "data-label", label);
  }

  private void text(String label, String text) {
    html.element("td", text, "class", "n", "data-label", label);
  }
}
