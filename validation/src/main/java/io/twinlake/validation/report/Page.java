package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Sample;
import io.twinlake.validation.ValidationResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Puts the page together: the verdict first, then what it rests on. */
final class Page {
  private final Report report;
  private final Html html = new Html();

  Page(Report report) {
    this.report = report;
  }

  String render() {
    html.begin("html", "lang", "en");
    head();
    html.begin("body");
    banner();
    html.begin("main");
    verdict();
    report
        .shown()
        .ifPresent(
            shown -> {
              new FindingsPart(html, shown).write();
              new MapPart(html, shown).write();
              new DatasetsPart(html, shown).write();
            });
    new LevelsPart(html, report).write();
    new HistoryPart(html, report).write();
    new PointsPart(html, report).write();
    html.end();
    footer();
    return html.end().end().page();
  }

  private void head() {
    html.begin("head");
    html.alone("meta", "charset", "utf-8");
    html.alone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.alone("meta", "name", "color-scheme", "content", "light dark");
    html.alone(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    // Some browsers ask for an icon if the page has none.
    html.alone("link", "rel", "icon", "href", "data:,");
    String word = report.shown().map(r -> Words.of(r.verdict())).orElse("Never validated");
    html.element("title", "%s · %s · Twinlake".formatted(word, report.pair()));
    html.begin("style").constant(style()).end();
    html.end();
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void banner() {
    html.begin("header", "class", "banner");
    html.begin("p", "class", "brand").text("Twinlake").end();
    html.begin("p", "class", "pair").name(report.pair());
    html.begin("span", "class", "sites").name(report.from());
    html.begin("span", "class", "arrow").text(" → ").end();
    html.name(report.to()).end().end();
    html.begin("nav", "aria-label", "Parts of this page");
    if (report.shown().isPresent()) {
      link("what-differs", "Findings");
      link("where", "Where");
      link("datasets", "Datasets");
    }
    link("levels", "Levels");
    link("history", "History");
    link("recovery-points", "RPO");
    html.end().end();
  }

  private void link(String id, String text) {
    html.element("a", text, "href", "#" + id);
  }

  private void verdict() {
    if (report.shown().isEmpty()) {
      html.begin("section", "id", "verdict", "class", "verdict open");
      Standing.UNKNOWN.mark(html);
      html.begin("div").element("h1", "Never validated");
      html.begin("p", "class", "lead")
          .text("Nobody has compared the two sites yet, so nobody can tell. Run ")
          .element("code", "twinlake validate")
          .text(".")
          .end();
      html.end();
      notes(report.notes());
      html.end();
      return;
    }
    ValidationResult shown = report.shown().get();
    Standing standing = Standing.of(shown.verdict());
    html.begin("section", "id", "verdict", "class", "verdict " + standing.style());
    standing.mark(html);
    html.begin("div");
    html.element("h1", Words.of(shown.verdict()));
    html.element("p", Sentences.verdict(shown), "class", "lead");
    html.element("p", age(shown), "class", "quiet");
    html.end();
    notes(report.notes());
    html.end();
    sums(shown);
    facts(shown);
    strength(shown);
  }

  private void notes(List<String> notes) {
    if (!notes.isEmpty()) {
      html.begin("ul", "class", "notes");
      notes.forEach(note -> html.element("li", note));
      html.end();
    }
  }

  private String age(ValidationResult shown) {
    Duration age = Duration.between(shown.finishedAt(), report.madeAt());
    long since =
        report.points().stream().filter(p -> p.committedAt().isAfter(shown.finishedAt())).count();
    return "As of %s%s%s"
        .formatted(
            Words.time(shown.finishedAt()),
            age.toMinutes() < 1 ? "." : ", " + Words.duration(age) + " before this page was made.",
            since == 0
                ? ""
                : " Since then %s committed, of which this says nothing."
                    .formatted(
                        since == 1
                            ? "one recovery point was"
                            : Words.count(since) + " recovery points were"));
  }

  private void sums(ValidationResult shown) {
    Map<Outcome, Count> sums = Past.sum(shown.datasets());
    long all = sums.values().stream().mapToLong(Count::objects).sum();
    html.begin("section", "class", "sums", "aria-label", "How the paths ended");
    html.begin("div", "class", "bar", "aria-hidden", "true");
    for (Outcome outcome : Outcome.values()) {
      long n = sums.getOrDefault(outcome, new Count(0, 0)).objects();
      if (n > 0) {
        html.begin("i", "class", "o-" + Words.of(outcome), "style", "flex-grow:" + n).end();
      }
    }
    html.end();
    html.begin("ul", "class", "legend");
    for (Outcome outcome : Outcome.values()) {
      Count count = sums.getOrDefault(outcome, new Count(0, 0));
      if (count.objects() > 0 || Sentences.alwaysShown(outcome)) {
        html.begin("li", "class", count.objects() == 0 ? "none" : "");
        html.begin("i", "class", "o-" + Words.of(outcome), "aria-hidden", "true").end();
        html.element("b", Words.count(count.objects()));
        html.begin("span").text(Words.of(outcome, count.objects()));
        if (count.bytes() > 0) {
          html.element("small", Words.bytes(count.bytes()));
        }
        html.end().end();
      }
    }
    html.end();
    html.element(
        "p",
        all == 0
            ? "No path was seen."
            : "Together %s: every path that was seen at either site is counted once."
                .formatted(Words.count(all, "path", "paths")),
        "class",
        "quiet");
    html.end();
  }

  private void facts(ValidationResult shown) {
    long compared = shown.datasets().stream().mapToLong(DatasetValidation::comparedByContent).sum();
    html.begin("dl", "class", "facts");
    fact("Level", Words.of(shown.level()));
    fact(
        "Compared with",
        shown
            .point()
            .map(n -> "recovery point " + Words.count(n))
            .orElse("the source as it was then"));
    fact("Read by content", Words.count(compared, "object", "objects"));
    fact("Bytes read", Words.bytes(shown.bytesRead()));
    fact("Took", Words.duration(Duration.between(shown.startedAt(), shown.finishedAt())));
    shown.sample().map(Sample::seed).ifPresent(seed -> fact("Seed", Long.toString(seed)));
    html.end();
  }

  private void fact(String name, String value) {
    html.begin("div").element("dt", name).element("dd", value).end();
  }

  private void strength(ValidationResult shown) {
    html.begin("div", "class", "strength");
    html.begin("div").element("h2", "What clean proves at this level");
    html.element("p", shown.proves()).end();
    html.begin("div").element("h2", "What it does not prove");
    html.element("p", shown.leavesOpen());
    Sentences.bound(shown).ifPresent(bound -> html.element("p", bound, "class", "bound"));
    html.end().end();
  }

  private void footer() {
    html.begin("footer");
    html.begin("p").text("Made ").text(Words.time(report.madeAt()));
    report
        .shown()
        .ifPresent(
            r ->
                html.text(" from ")
                    .element("code", "validations/" + r.id() + ".json")
                    .text(" on the control root of ")
                    .name(report.to()));
    html.text(". One file, no script, nothing is loaded. All times are UTC.").end().end();
  }
}
