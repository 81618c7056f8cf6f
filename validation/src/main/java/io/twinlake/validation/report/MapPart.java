package io.twinlake.validation.report;

import io.twinlake.validation.Counts.Count;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.report.Squares.Square;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The map of where differences sit: a rectangle for each dataset, in it one for each partition, as
 * large as the bytes in it. What is not equal is never too small to be seen.
 */
final class MapPart {
  private static final int DATASETS = 24;
  private static final int PARTITIONS = 40;

  private final Html html;
  private final ValidationResult result;

  MapPart(Html html, ValidationResult result) {
    this.html = html;
    this.result = result;
  }

  /** One rectangle to be: {@code link} is empty for what stands for many. */
  private record Tile(String label, Standing standing, double weight, String says, String link) {}

  void write() {
    List<DatasetValidation> datasets =
        result.datasets().stream().filter(d -> d.paths() > 0).toList();
    if (datasets.isEmpty()) {
      return;
    }
    html.begin("section", "id", "where");
    html.element("h2", "Where differences sit");
    html.element(
        "p",
        "One rectangle for each partition, as large as its bytes; what is not equal is drawn at least so large that it can be seen.",
        "class",
        "quiet");
    List<DatasetValidation> shown =
        datasets.stream()
            .sorted(
                Comparator.comparing((DatasetValidation d) -> standing(d) == Standing.EQUAL)
                    .thenComparing(d -> -bytes(d)))
            .limit(DATASETS)
            .sorted(Comparator.comparing(d -> -bytes(d)))
            .toList();
    double most = shown.stream().mapToDouble(MapPart::bytes).sum();
    List<DatasetValidation> ordered =
        shown.stream().sorted(Comparator.comparing(d -> -atLeast(bytes(d), most, 0.06))).toList();
    List<Square> squares =
        Squares.of(ordered.stream().map(d -> atLeast(bytes(d), most, 0.06)).toList(), 1.9);
    html.begin("div", "class", "map");
    for (int i = 0; i < ordered.size(); i++) {
      dataset(ordered.get(i), squares.get(i));
    }
    html.end();
    html.begin("ul", "class", "key");
    for (Standing standing : Standing.values()) {
      html.begin("li").begin("i", "class", "tile " + standing.style()).end();
      standing.mark(html);
      html.text(standing.words()).end();
    }
    html.end();
    if (datasets.size() > shown.size()) {
      html.element(
          "p",
          "%s not drawn; they are listed below."
              .formatted(Words.count(datasets.size() - shown.size(), "dataset is", "datasets are")),
          "class",
          "quiet");
    }
    html.end();
  }

  private static double atLeast(double weight, double sum, double share) {
    return Math.max(weight, sum * share);
  }

  private static double bytes(DatasetValidation dataset) {
    return 1 + dataset.counts().values().stream().mapToDouble(c -> c.bytes() + 1.0).sum();
  }

  private static Standing standing(DatasetValidation dataset) {
    return dataset.unknown().isPresent() ? Standing.UNKNOWN : Standing.of(dataset.verdict());
  }

  private void dataset(DatasetValidation dataset, Square square) {
    List<Tile> tiles = tiles(dataset);
    List<Square> inner = Squares.of(tiles.stream().map(Tile::weight).toList(), 1.6);
    html.begin("div", "class", "region", "style", place(square));
    html.begin("a", "class", "head", "href", "#" + Anchors.dataset(dataset.name()));
    standing(dataset).mark(html);
    html.name(dataset.name()).end();
    html.begin("div", "class", "tiles");
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      html.begin(
          tile.link().isEmpty() ? "span" : "a",
          "class",
          "tile " + tile.standing().style(),
          "style",
          place(inner.get(i)),
          "href",
          tile.link(),
          "title",
          tile.label() + ": " + tile.says());
      html.begin("span", "class", "sign");
      tile.standing().mark(html);
      html.end();
      html.begin("span", "class", "label").name(tile.label());
      html.element("small", tile.says()).end().end();
    }
    html.end().end();
  }

  private static List<Tile> tiles(DatasetValidation dataset) {
    List<Tile> all = new ArrayList<>();
    double sum = bytes(dataset);
    List<Map.Entry<String, Map<Outcome, Count>>> ordered = PartitionOrder.of(dataset);
    for (Map.Entry<String, Map<Outcome, Count>> entry :
        ordered.subList(0, Math.min(PARTITIONS, ordered.size()))) {
      Standing standing = Standing.of(entry.getValue());
      double weight = PartitionOrder.bytes(entry.getValue());
      double least = standing == Standing.EQUAL ? 0.004 : 0.02;
      all.add(
          new Tile(
              PartitionOrder.label(entry.getKey()),
              standing,
              atLeast(weight, sum, least),
              says(entry.getValue()),
              "#" + Anchors.dataset(dataset.name())));
    }
    List<Map.Entry<String, Map<Outcome, Count>>> rest =
        ordered.subList(Math.min(PARTITIONS, ordered.size()), ordered.size());
    if (!rest.isEmpty()) {
      Standing worst =
          rest.stream()
              .map(e -> Standing.of(e.getValue()))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      double weight = rest.stream().mapToDouble(e -> PartitionOrder.bytes(e.getValue())).sum();
      all.add(
          new Tile(
              Words.count(rest.size(), "more partition", "more partitions"),
              worst,
              atLeast(weight, sum, 0.02),
              worst == Standing.EQUAL ? "all equal" : "some of them not equal",
              "#" + Anchors.dataset(dataset.name())));
    }
    all.sort(Comparator.comparing(t -> -t.weight()));
    return all;
  }

  private static String says(Map<Outcome, Count> counts) {
    List<String> parts = new ArrayList<>();
    long paths = 0;
    long bytes = 0;
    for (Outcome outcome : Outcome.values()) {
      Count count = counts.getOrDefault(outcome, new Count(0, 0));
      paths += count.objects();
      bytes += count.bytes();
      if (count.objects() > 0 && Standing.of(outcome) != Standing.EQUAL) {
        parts.add(Words.count(count.objects()) + " " + Words.of(outcome, count.objects()));
      }
    }
    String all = Words.count(paths, "path", "paths") + ", " + Words.bytes(bytes);
    return parts.isEmpty() ? all : String.join(", ", parts) + " of " + all;
  }

  private static String place(Square square) {
    return String.format(
        Locale.ROOT,
        "left:%.3f%%;top:%.3f%%;width:%.3f%%;height:%.3f%%",
        square.left(),
        square.top(),
        square.width(),
        square.height());
  }
}
