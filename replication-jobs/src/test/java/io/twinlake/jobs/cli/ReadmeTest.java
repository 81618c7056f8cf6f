package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages that people read first say what the program does. */
class ReadmeTest {
  private static final Path PROJECT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();
  private static final Pattern EXIT_CODE_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+?) \\|");
  private static final Pattern COMMAND_ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
  private static final Pattern COMMAND_IN_HELP = Pattern.compile("(?m)^  ([a-z][a-z-]+)  +\\S");
  private static final Pattern CLASS_NAME =
      Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT|Contract))`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

  @Test
  void theTableOfExitCodesIsTheEnum() throws IOException {
    List<String> written =
        EXIT_CODE_ROW
            .matcher(section("Exit codes"))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();

    assertThat(written)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values()).map(c -> c.code() + " " + c.meaning()).toList());
  }

  @Test
  void theTableOfCommandsNamesEveryCommand() throws IOException {
    assertThat(all(COMMAND_ROW, section("Commands")))
        .containsExactlyInAnyOrderElementsOf(commands());
  }

  @Test
  void everyTestThatIsNamedAsAProofIsThere() throws IOException {
    TreeSet<String> named = new TreeSet<>();
    for (String page : List.of("README.md", "docs/design.md", "docs/operations.md")) {
      named.addAll(all(CLASS_NAME, read(page)));
    }

    assertThat(named).isNotEmpty();
    assertThat(classes()).containsAll(named);
  }

  @Test
  void everyLinkToAPageLeadsSomewhere() throws IOException {
    try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
      List<Path> pages =
          Stream.concat(
                  Stream.of("README.md", "CHANGELOG.md").map(PROJECT::resolve),
                  docs.filter(page -> page.toString().endsWith(".md")))
              .toList();
      for (Path page : pages) {
        for (String link : all(LINK, Files.readString(page))) {
          assertThat(page.resolveSibling(link)).as("a link in %s", page).exists();
        }
      }
    }
  }

  @Test
  void everyKindOfFailureHasItsNextStep() throws IOException {
    String operations = read("docs/operations.md");
    assertThat(Failure.Kind.values())
        .allSatisfy(
            kind ->
                assertThat(operations)
                    .contains(
                        "| %s |"
                            .formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))));
  }

  /** The names of all classes of all rooms. */
  private static List<String> classes() throws IOException {
    List<Path> rooms;
    try (Stream<Path> children = Files.list(PROJECT)) {
      rooms = children.map(room -> room.resolve("src")).filter(Files::isDirectory).toList();
    }
    List<String> names = new ArrayList<>();
    for (Path room : rooms) {
      try (Stream<Path> files = Files.walk(room)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names;
  }

  /** The commands as the program's own help lists them. */
  private static List<String> commands() {
    Recorded recorded = new Recorded();
    HadoopConf hadoop =
        new HadoopConf(Map.of(), new Properties(), ClassLoader.getPlatformClassLoader());
    new CommandLineRun(new CommandContext(new FakeCommands(), recorded.terminal(), hadoop))
        .execute("--help");
    String help = recorded.out();
    int begin = help.indexOf("Commands:");
    return all(COMMAND_IN_HELP, help.substring(begin, help.indexOf("Exit codes:", begin)));
  }

  private static String section(String title) throws IOException {
    String readme = read("README.md");
    Matcher heading = Pattern.compile("(?m)^## " + Pattern.quote(title) + "$").matcher(readme);
    assertThat(heading.find()).as("README has a section '%s'", title).isTrue();
    int end = readme.indexOf("\n## ", heading.end());
    return readme.substring(heading.end(), end < 0 ? readme.length() : end);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private static String read(String page) throws IOException {
    return Files.readString(PROJECT.resolve(page));
  }
}
