package io.twinlake.validation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays weights out as rectangles of equal area for equal weight, as square as they can be: Bruls,
 * Huizing and van Wijk, <a href="https://www.win.tue.nl/~vanwijk/stm.pdf">Squarified Treemaps</a>.
 * All lengths are shares of the whole, 0 to 100.
 */
final class Squares {
  /** One rectangle, in percent of the whole. */
  record Square(double left, double top, double width, double height) {}

  private Squares() {}

  /**
   * @param weights above 0, the largest first
   * @param ratio width of the whole divided by its height
   */
  static List<Square> of(List<Double> weights, double ratio) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    List<Square> all = new ArrayList<>();
    // Worked in a plane of width 'ratio' and height 1, so that square means square on the page.
    double x = 0;
    double y = 0;
    double width = ratio;
    double height = 1;
    int from = 0;
    while (from < weights.size()) {
      double side = Math.min(width, height);
      int to = from + 1;
      double area = weights.get(from) / sum * ratio;
      double best =
          worst(weights.get(from) / sum * ratio, weights.get(from) / sum * ratio, area, side);
      while (to < weights.size()) {
        double next = area + weights.get(to) / sum * ratio;
        double now =
            worst(weights.get(from) / sum * ratio, weights.get(to) / sum * ratio, next, side);
        if (now > best) {
          break;
        }
        best = now;
        area = next;
        to++;
      }
      double thick = area / side;
      double at = 0;
      for (int i = from; i < to; i++) {
        double along = weights.get(i) / sum * ratio / thick;
        all.add(
            width >= height
                ? square(x, y + at, thick, along, ratio)
                : square(x + at, y, along, thick, ratio));
        at += along;
      }
      if (width >= height) {
        x += thick;
        width -= thick;
      } else {
        y += thick;
        height -= thick;
      }
      from = to;
    }
    return all;
  }

  private static Square square(double x, double y, double width, double height, double ratio) {
    return new Square(100 * x / ratio, 100 * y, 100 * width / ratio, 100 * height);
  }

  /** The worse of the ratios of the largest and the smallest in a row of that area. */
  private static double worst(double largest, double smallest, double area, double side) {
    double square = area * area / (side * side);
    return Math.max(largest / square, square / smallest);
  }
}
