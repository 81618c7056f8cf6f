package io.twinlake.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What the other modules of the matrix left in their reports, as the table that the README shows.
 */
class MatrixTableIT {
  private static final Path MATRIX = Path.of("").toAbsolutePath().getParent();

  /** One module's reports, added up. */
  private static final class Line {
    int tests;
    int failed;
    int skipped;
    final Map<String, String> properties = new TreeMap<>();

    void add(Path report) throws Exception {
      Element suite =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getDocumentElement();
      tests += number(suite, "tests");
      failed += number(suite, "failures") + number(suite, "errors");
      skipped += number(suite, "skipped");
      NodeList all = suite.getElementsByTagName("property");
      for (int i = 0; i < all.getLength(); i++) {
        Element property = (Element) all.item(i);
        properties.put(property.getAttribute("name"), property.getAttribute("value"));
      }
    }

    private static int number(Element suite, String attribute) {
      return Integer.parseInt(suite.getAttribute(attribute));
    }

    String of(String property) {
      return properties.getOrDefault(property, "?");
    }

    boolean passed() {
      return tests > 0 && failed == 0 && skipped == 0;
    }

    String result() {
      if (tests == 0) {
        return "not run";
      }
      return passed() ? "passed" : failed + " FAILED, " + skipped + " skipped";
    }
  }

  @Test
  void everyLinePassed() throws Exception {
    Map<String, Line> lines = new TreeMap<>();
    for (String module : modules()) {
      lines.put(module, read(MATRIX.resolve(module)));
    }
    List<String> table = new ArrayList<>();
    table.add(row("Spark", "Scala", "Delta Lake", "Java", "tests", "result"));
    lines.forEach(
        (module, line) ->
            table.add(
                row(
                    line.properties.getOrDefault("spark.version.expected", module),
                    line.of("spark.scala.expected"),
                    line.of("delta.version.expected"),
                    line.of("java.version"),
                    Integer.toString(line.tests),
                    line.result())));
    String text = String.join("\n", table);
    System.out.println("\n" + text + "\n");
    Files.writeString(
        Files.createDirectories(MATRIX.resolve("result/target")).resolve("table.txt"), text + "\n");
    assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
    assertThat(lines.values()).as(text).allMatch(Line::passed);
  }

  private static String row(Object... cells) {
    return "%-14s %-6s %-10s %-9s %5s  %s".formatted(cells).stripTrailing();
  }

  /** Every module but this one: those that run nothing must not be taken for passed. */
  private static List<String> modules() throws IOException {
    return Files.readString(MATRIX.resolve("pom.xml"))
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("<module>"))
        .map(line -> line.replaceAll("</?module>", ""))
        .filter(module -> !module.equals("result") && !module.startsWith("home-"))
        .collect(Collectors.toList());
  }

  private static Line read(Path module) throws Exception {
    Line line = new Line();
    Path reports = module.resolve("target/failsafe-reports");
    if (Files.isDirectory(reports)) {
      try (Stream<Path> files = Files.list(reports)) {
        for (Path report :
            files
                .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
                .sorted()
                .toList()) {
          line.add(report);
        }
      }
    }
    return line;
  }
}
