package io.twinlake.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the other modules of the matrix left in their reports, as the table that the README shows.
 * {@code -Dmatrix.lines} names those that were run now; the others are shown as they were run last.
 */
class MatrixTableIT {
  private static final Path MATRIX = Path.of("").toAbsolutePath().getParent();

  @Test
  void everyLineThatWasAskedForPassed() throws Exception {
    Map<String, Line> lines = new TreeMap<>();
    for (String module : modules()) {
      lines.put(module, Line.read(MATRIX.resolve(module)));
    }
    List<String> table = new ArrayList<>();
    table.add("| Spark | Scala | Delta Lake | Java | run on | tests | result |");
    table.add("| --- | --- | --- | --- | --- | --- | --- |");
    lines.forEach((module, line) -> table.add(line.row(module)));
    String text = String.join("\n", table);
    System.out.println("\n" + text + "\n");
    Files.writeString(
        Files.createDirectories(MATRIX.resolve("result/target")).resolve("table.md"), text + "\n");

    assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
    Set<String> asked = asked(lines.keySet());
    assertThat(lines).containsKeys(asked.toArray(String[]::new));
    lines.keySet().retainAll(asked);
    assertThat(lines.values()).as(text).isNotEmpty().allMatch(Line::passed);
  }

  private static Set<String> asked(Set<String> all) {
    String given = System.getProperty("matrix.lines", "");
    return given.isEmpty() ? Set.copyOf(all) : Set.of(given.split(","));
  }

  /** Every module but this one: those that run nothing must not be taken for passed. */
  private static List<String> modules() throws IOException {
    return Files.readString(MATRIX.resolve("pom.xml"))
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("<module>"))
        .map(line -> line.replaceAll("</?module>", ""))
        .filter(module -> !module.equals("result") && !module.startsWith("home-"))
        .toList();
  }
}
