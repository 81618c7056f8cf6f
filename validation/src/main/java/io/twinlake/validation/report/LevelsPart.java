package io.twinlake.validation.report;

import io.twinlake.validation.Level;
import java.util.Optional;

/** Every level: what clean proves there, what it does not, when it was last run, what it cost. */
final class LevelsPart {
  private final Html html;
  private final Report report;

  LevelsPart(Html html, Report report) {
    this.html = html;
    this.report = report;
  }

  void write() {
    html.begin("section", "id", "levels");
    html.element("h2", "How strongly it was compared");
    html.element(
        "p", "Levels do not contain one another: each sees what others do not.", "class", "quiet");
    html.begin("ul", "class", "levels");
    for (Level level : Level.values()) {
      Optional<Past> last =
          report.past().stream().filter(past -> past.level() == level).findFirst();
      boolean now = report.shown().filter(r -> r.level() == level).isPresent();
      html.begin("li", "class", now ? "now" : "");
      html.begin("h3").element("code", Words.of(level));
      if (now) {
        html.element("span", "this page", "class", "tag");
      }
      html.end();
      html.begin("p").element("b", "Proves ").text(level.proves()).end();
      html.begin("p").element("b", "Leaves open ").text(level.leavesOpen()).end();
      html.begin("p", "class", "quiet");
      if (last.isPresent()) {
        Past past = last.get();
        Standing.of(past.verdict()).mark(html);
        html.text(
            "%s on %s; took %s, read %s."
                .formatted(
                    Words.of(past.verdict()),
                    Words.time(past.startedAt()),
                    Words.duration(past.took()),
                    Words.bytes(past.bytesRead())));
      } else {
        html.text("Not run, as far as this page knows.");
      }
      html.end().end();
    }
    html.end().end();
  }
}
