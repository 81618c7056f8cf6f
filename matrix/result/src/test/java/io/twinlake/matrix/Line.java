package io.twinlake.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** One Spark line's last run, by its reports. */
final class Line {
  private static final String REPORTS = "target/failsafe-reports";

  /** What only some lines are tried with. */
  private static final Map<String, String> ALSO =
      Map.of("YarnIT", "YARN", "LivyIT", "Livy", "YarnDistCpIT", "DistCp on YARN");

  private int tests;
  private int failed;
  private int skipped;
  private int completed;
  private String day = "";
  private final List<String> also = new ArrayList<>();
  private final Map<String, String> properties = new TreeMap<>();

  private Line() {}

  static Line read(Path module) throws Exception {
    Line line = new Line();
    Path summary = module.resolve(REPORTS).resolve("failsafe-summary.xml");
    if (Files.exists(summary)) {
      line.completed = number(parsed(summary), "completed");
      line.day =
          LocalDate.ofInstant(Files.getLastModifiedTime(summary).toInstant(), ZoneOffset.UTC)
              .toString();
      try (Stream<Path> files = Files.list(summary.getParent())) {
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

  private void add(Path report) throws ParserConfigurationException, IOException, SAXException {
    Element suite = parsed(report);
    tests += attribute(suite, "tests");
    failed += attribute(suite, "failures") + attribute(suite, "errors");
    skipped += attribute(suite, "skipped");
    ALSO.forEach(
        (test, shown) -> {
          if (suite.getAttribute("name").endsWith("." + test)) {
            also.add(shown);
          }
        });
    NodeList all = suite.getElementsByTagName("property");
    for (int i = 0; i < all.getLength(); i++) {
      Element property = (Element) all.item(i);
      properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }
  }

  /**
   * Reports of a class that is not run any more stay until {@code mvn clean}: then nothing counts.
   */
  private boolean whole() {
    return tests == completed;
  }

  boolean passed() {
    return tests > 0 && whole() && failed == 0 && skipped == 0;
  }

  private String result() {
    if (tests == 0) {
      return "not run";
    }
    if (!whole()) {
      return "reports of several runs: mvn clean";
    }
    return passed() ? "passed" : "**%d failed**, %d skipped".formatted(failed, skipped);
  }

  String row(String module) {
    String spark = of("spark.version.expected", module.replace("spark-", ""));
    return "| %s | %s | %s | %s | %s | %d | %s |"
        .formatted(
            also.isEmpty() ? spark : spark + " (also " + String.join(", ", also) + ")",
            of("spark.scala.expected", ""),
            of("delta.version.expected", ""),
            of("java.version", ""),
            day,
            tests,
            result());
  }

  private String of(String property, String otherwise) {
    return properties.getOrDefault(property, otherwise);
  }

  private static Element parsed(Path file)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static int attribute(Element suite, String name) {
    return Integer.parseInt(suite.getAttribute(name));
  }

  private static int number(Element summary, String name) {
    return Integer.parseInt(summary.getElementsByTagName(name).item(0).getTextContent().strip());
  }
}
