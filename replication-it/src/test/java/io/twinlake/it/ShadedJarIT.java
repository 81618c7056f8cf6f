package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the one jar holds, and what it must not bring to a cluster. */
class ShadedJarIT {
  private static final Path CHECKOUT = Path.of(System.getProperty("twinlake.checkout"));

  /** {@code group:artifact:jar:version:scope -- module name}, as the dependency plugin prints. */
  private static final Pattern LISTED =
      Pattern.compile("^ +([^: ]+):([^: ]+):jar:(?:[^: ]+:)?([^: ]+):(?:compile|runtime).*");

  @Test
  void bundlesExactlyTheCheckedInDependencies() throws IOException {
    List<String> bundled =
        Files.readAllLines(CHECKOUT.resolve("replication-jobs/target/dependency-list.txt")).stream()
            .map(LISTED::matcher)
            .filter(Matcher::matches)
            .map(m -> m.group(1) + ":" + m.group(2) + ":" + m.group(3))
            .sorted()
            .toList();
    List<String> expected =
        Files.readAllLines(CHECKOUT.resolve("build/bundled-dependencies.txt")).stream()
            .filter(line -> !line.isBlank())
            .sorted()
            .toList();
    assertThat(bundled)
        .as(
            "What the jar bundles differs from build/bundled-dependencies.txt. If that is meant, run"
                + " build/update-bundled-dependencies after a build, add new packages to the relocations"
                + " of replication-jobs/pom.xml and licences to build/THIRD-PARTY.txt, and commit it")
        .containsExactlyElementsOf(expected);
  }

  @Test
  void namesTheLicenceOfEverythingThatItBundles() {
    String licences = ShadedJar.text("META-INF/twinlake/THIRD-PARTY.txt");
    assertThat(ShadedJar.text("META-INF/twinlake/bundled-dependencies.txt").lines())
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(licences).contains(line.substring(0, line.lastIndexOf(':')) + " "));
  }

  @Test
  void holdsNoClassUnderAForeignName() {
    assertThat(ShadedJar.names())
        .filteredOn(name -> name.endsWith(".class"))
        .hasSizeGreaterThan(1000)
        .allMatch(name -> name.startsWith("io/twinlake/"));
  }

  @Test
  void holdsNoNettyNoLoggerAndNoNativeLibrary() {
    assertThat(ShadedJar.names())
        .noneMatch(name -> name.contains("netty") && !name.contains("/azure/"))
        .noneMatch(name -> name.contains("slf4j/Logger"))
        .noneMatch(name -> name.matches(".*\\.(so|dll|jnilib|dylib)"));
  }

  @Test
  void dropsSignaturesAndWhatRelocationCannotReach() {
    assertThat(ShadedJar.names())
        .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA)"))
        .noneMatch(name -> name.startsWith("META-INF/versions/"))
        .noneMatch(name -> name.startsWith("META-INF/native-image/"))
        .noneMatch(name -> name.startsWith("META-INF/maven/"))
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void relocatesServiceFilesAndWhatTheyName() {
    List<String> services =
        ShadedJar.names().stream().filter(n -> n.startsWith("META-INF/services/")).toList();
    assertThat(services)
        .contains(
            "META-INF/services/io.twinlake.core.store.StoreProvider",
            "META-INF/services/io.twinlake.shaded.com.azure.core.http.HttpClientProvider")
        .allMatch(name -> name.startsWith("META-INF/services/io.twinlake."));
    for (String service : services) {
      assertThat(ShadedJar.text(service).lines())
          .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
          .isNotEmpty()
          .allSatisfy(
              provider ->
                  assertThat(ShadedJar.names()).contains(provider.replace('.', '/') + ".class"));
    }
  }

  /** Spark's older Jackson slips in unseen when versions are not managed. */
  @Test
  void shadesTheJacksonThatIsPinned() throws ReflectiveOperationException {
    Class<?> version =
        Class.forName("io.twinlake.shaded.com.fasterxml.jackson.databind.cfg.PackageVersion");
    assertThat(version.getField("VERSION").get(null)).hasToString("2.18.11");
  }

  @Test
  void sharesNothingWithTheJacksonOfSpark() throws ReflectiveOperationException {
    Class<?> sparks = Class.forName("com.fasterxml.jackson.databind.cfg.PackageVersion");
    assertThat(sparks.getProtectionDomain().getCodeSource().getLocation().getPath())
        .doesNotContain("twinlake");
  }
}
