package io.twinlake.workspace;

import io.twinlake.testing.databricks.FakeWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios between two stand-ins. */
class StandInScenariosTest extends Scenarios {
  @TempDir static Path place;

  private static FakeWorkspace primary;
  private static FakeWorkspace secondary;

  @BeforeAll
  static void start() throws IOException {
    primary = FakeWorkspace.start("primary");
    secondary = FakeWorkspace.start("secondary");
    Files.writeString(
        place.resolve("databrickscfg"),
        primary.profile("primary") + secondary.profile("secondary"));
  }

  @AfterAll
  static void stop() {
    primary.close();
    secondary.close();
  }

  @Override
  String profile(String site) {
    return site.equals("east") ? "primary" : "secondary";
  }

  @Override
  Optional<String> configFile() {
    return Optional.of(place.resolve("databrickscfg").toString());
  }
}
