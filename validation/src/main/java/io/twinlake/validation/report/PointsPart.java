package io.twinlake.validation.report;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** How old the last complete recovery point of each dataset was over time, beside its objective. */
final class PointsPart {
  private final Html html;
  private final Report report;

  PointsPart(Html html, Report report) {
    this.html = html;
    this.report = report;
  }

  /** The age at one moment. */
  private record Moment(Instant at, Duration age) {}

  void write() {
    html.begin("section", "id", "recovery-points");
    html.element("h2", "Age of the recovery point");
    if (report.points().isEmpty()) {
      html.element("p", "There is no recovery point yet.", "class", "quiet").end();
      return;
    }
    List<RecoveryPoint> points =
        report.points().stream().sorted(Comparator.comparing(RecoveryPoint::number)).toList();
    html.element(
        "p",
        "What would have been lost, had the source been lost at that moment: from recovery point %s, %s, until this page was made. The dashed line is the objective."
            .formatted(
                Words.count(points.get(0).number()), Words.time(points.get(0).committedAt())),
        "class",
        "quiet");
    html.begin("ul", "class", "ages");
    TreeSet<String> names = new TreeSet<>();
    points.forEach(p -> names.addAll(p.datasets().keySet()));
    for (String name : names) {
      dataset(name, points);
    }
    html.end().end();
  }

  private void dataset(String name, List<RecoveryPoint> points) {
    List<Moment> moments = moments(name, points);
    Duration objective =
        points.stream()
            .filter(p -> p.datasets().containsKey(name))
            .reduce((a, b) -> b)
            .map(p -> p.datasets().get(name).rpo())
            .orElseThrow();
    html.begin("li").begin("h3");
    if (moments.isEmpty()) {
      Standing.UNKNOWN.mark(html);
      html.name(name).end();
      html.element("p", "Never complete in these points.", "class", "quiet").end();
      return;
    }
    Duration now = moments.get(moments.size() - 1).age();
    Duration worst = moments.stream().map(Moment::age).max(Comparator.naturalOrder()).orElseThrow();
    boolean met = now.compareTo(objective) <= 0;
    (met ? Standing.EQUAL : Standing.DIFFERENT).mark(html);
    html.name(name);
    html.element("span", met ? "objective met" : "objective missed", "class", "word").end();
    curve(moments, objective);
    html.begin("p", "class", "quiet");
    html.text(
        "Now %s, at worst %s; objective %s, kept %s of the time."
            .formatted(
                Words.duration(now),
                Words.duration(worst),
                Words.duration(objective),
                kept(moments, objective)));
    html.end().end();
  }

  /** Just before and just after each commit, and now. */
  private List<Moment> moments(String name, List<RecoveryPoint> points) {
    List<Moment> all = new ArrayList<>();
    Instant complete = null;
    for (RecoveryPoint point : points) {
      DatasetPoint entry = point.datasets().get(name);
      if (complete != null) {
        all.add(new Moment(point.committedAt(), between(complete, point.committedAt())));
      }
      if (entry != null && entry.completeAt().isPresent()) {
        complete = entry.completeAt().get();
        all.add(new Moment(point.committedAt(), between(complete, point.committedAt())));
      }
    }
    if (complete != null) {
      all.add(new Moment(report.madeAt(), between(complete, report.madeAt())));
    }
    return all;
  }

  private static Duration between(Instant from, Instant to) {
    Duration age = Duration.between(from, to);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Age grows by a second each second, so between two moments it is over for what is above. */
  private static String kept(List<Moment> moments, Duration objective) {
    double over = 0;
    double whole = 0;
    for (int i = 1; i < moments.size(); i++) {
      double length = between(moments.get(i - 1).at(), moments.get(i).at()).toMillis();
      double above = moments.get(i).age().minus(objective).toMillis();
      whole += length;
      over += Math.min(length, Math.max(0, above));
    }
    return whole == 0 ? "100 %" : Words.percent(whole - over, whole);
  }

  private void curve(List<Moment> moments, Duration objective) {
    Instant first = moments.get(0).at();
    double span = Math.max(1, between(first, moments.get(moments.size() - 1).at()).toMillis());
    double top =
        1.15
            * Math.max(
                objective.toMillis(),
                moments.stream().mapToLong(m -> m.age().toMillis()).max().orElseThrow());
    StringBuilder path = new StringBuilder();
    for (Moment moment : moments) {
      path.append(path.length() == 0 ? 'M' : 'L')
          .append(number(1000 * between(first, moment.at()).toMillis() / span))
          .append(' ')
          .append(number(100 - 100 * moment.age().toMillis() / top));
    }
    String line = number(100 - 100 * objective.toMillis() / top);
    html.begin(
        "svg",
        "class",
        "curve",
        "viewBox",
        "0 0 1000 100",
        "preserveAspectRatio",
        "none",
        "aria-hidden",
        "true");
    html.begin("rect", "class", "over", "width", "1000", "height", line).end();
    html.begin("path", "class", "area", "d", path + "L1000 100L0 100Z").end();
    html.begin("path", "class", "line", "d", path.toString()).end();
    html.begin("path", "class", "limit", "d", "M0 " + line + "H1000").end();
    html.end();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
