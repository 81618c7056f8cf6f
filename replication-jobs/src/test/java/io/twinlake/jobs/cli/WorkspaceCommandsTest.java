package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workspace commands say and exit with, on good days and on bad ones. */
class WorkspaceCommandsTest {
  private final FakeWorkspace primary = FakeWorkspace.start("primary").pageSize(100);
  private final FakeWorkspace secondary = FakeWorkspace.start("secondary").pageSize(100);
  private Path settings;
  private Recorded recorded = new Recorded();

  @AfterEach
  void close() {
    primary.close();
    secondary.close();
  }

  @BeforeEach
  void write(@TempDir Path place) throws IOException {
    Path config = place.resolve("databrickscfg");
    Files.writeString(config, primary.profile("primary") + secondary.profile("secondary"));
    settings = place.resolve("settings.yaml");
    Files.writeString(
        settings,
        """
        format: settings/1
        pair: cli
        sites:
          east: { raw: "memory://%1$s-er/", control: "memory://%1$s-ec/", workspace: { profile: primary, configFile: "%2$s" } }
          west: { raw: "memory://%1$s-wr/", control: "memory://%1$s-wc/", workspace: { profile: secondary, configFile: "%2$s" } }
        replicate: { from: east, to: west }
        datasets: [{ name: raw, root: raw }]
        workspace:
          limits: { scim: 1000/s, secrets: 1000/s, write: 1000/s, read: 1000/s, jobs: 1000/s, dbfs: 1000/s }
        """
            .formatted(place.getFileName().toString().replaceAll("[^a-z0-9]", ""), config));
    job(primary, "load");
  }

  private static String job(FakeWorkspace workspace, String name) {
    return workspace.call("POST", "/api/2.2/jobs/create", "name", name).path("job_id").asText();
  }

  /** The exit code of one command; what it said is in {@link #recorded}. */
  private int workspace(String... words) {
    recorded = new Recorded();
    String[] line = new String[words.length + 3];
    line[0] = "workspace";
    System.arraycopy(words, 0, line, 1, words.length);
    line[words.length + 1] = "--config";
    line[words.length + 2] = settings.toString();
    HadoopConf hadoop =
        new HadoopConf(Map.of(), new Properties(), ClassLoader.getPlatformClassLoader());
    return new CommandLineRun(
            new CommandContext(new EngineCommands(true), recorded.terminal(), hadoop))
        .execute(line);
  }

  @Test
  void aGoodDayExitsWithZeroAtEveryStep() {
    assertThat(workspace("export")).isZero();
    assertThat(workspace("import", "--dry-run")).isZero();
    assertThat(secondary.writes()).isEmpty();
    assertThat(workspace("import")).isZero();
    assertThat(recorded.out()).contains("IMPORTED", "Job mappings: {");
    secondary.forgetWrites();
    assertThat(workspace("import")).isZero();
    assertThat(recorded.out()).containsPattern("0\\s+writes to the workspace");
    assertThat(secondary.writes()).isEmpty();
    assertThat(workspace("diff")).isZero();
    assertThat(workspace("status")).isZero();
    assertThat(workspace("deactivate")).isZero();
    assertThat(workspace("activate")).isZero();
  }

  @Test
  void anObjectThatMayNotBeReadMakesTheExportAndItsImportPartial() {
    String hidden = job(primary, "hidden");
    primary.fail(Fault.on("GET", "/api/2.0/permissions/jobs/" + hidden, 99, Fault.What.STATUS_403));

    assertThat(workspace("export")).isEqualTo(3);
    assertThat(recorded.out()).startsWith("PARTIAL").contains("Job hidden: permissions");
    assertThat(workspace("import")).isEqualTo(3);
    assertThat(recorded.out()).contains("Job hidden: permissions");
  }

  @Test
  void anObjectThatCannotBeWrittenMakesTheImportPartialAndTheNextOneIsWhole() {
    job(primary, "other");
    workspace("export");
    secondary.fail(Fault.on("POST", "/api/2.2/jobs/create", 1, Fault.What.STATUS_403));

    assertThat(workspace("import")).isEqualTo(3);
    assertThat(recorded.out()).contains("Give the identity the right");
    assertThat(workspace("import")).isZero();
  }

  @Test
  void aComparisonTellsDifferencesFromWhatNobodyCouldTell() {
    workspace("export");
    workspace("import");
    secondary.fail(Fault.on("GET", "/api/2.2/jobs/list", 1, Fault.What.STATUS_403));
    job(primary, "second");
    assertThat(workspace("diff")).isEqualTo(8);
    assertThat(recorded.out()).startsWith("DIFFERENT");

    workspace("export");
    workspace("import");
    primary.fail(Fault.on("GET", "/api/2.0/preview/scim/v2/Users", 99, Fault.What.STATUS_403));
    assertThat(workspace("diff", "--export", "newest")).isZero();
    secondary.fail(Fault.on("GET", "/api/2.0/global-init-scripts", 99, Fault.What.STATUS_500));
    assertThat(workspace("diff", "--export", "newest")).isEqualTo(9);
    assertThat(recorded.out()).startsWith("NOT ALL COMPARED");
  }

  @Test
  void aTokenThatEndsMidRunIsNoReachableSite() {
    primary.fail(Fault.on("GET", "/api/2.2/jobs/get", 99, Fault.What.TOKEN_ENDED));

    assertThat(workspace("export")).isEqualTo(7);
    assertThat(recorded.err()).contains("Renew the credential").doesNotContain("dapi-fake");
  }

  @Test
  void anImportWithoutAnArchiveOrOfOneThatDoesNotExistDoesNothing() {
    assertThat(workspace("import")).isEqualTo(2);
    assertThat(recorded.err()).contains("Run workspace export first");
    workspace("export");
    assertThat(workspace("import", "--export", "no-such")).isEqualTo(2);
    assertThat(recorded.err()).contains("There is no archive no-such");
    assertThat(secondary.writes()).isEmpty();
  }

  @Test
  void anActiveTargetAndASourceThatIsAwakeAreRefused() {
    workspace("export");
    workspace("import");
    assertThat(workspace("activate")).isEqualTo(5);
    assertThat(recorded.err()).contains("workspace deactivate --site east");
    assertThat(workspace("activate", "--other-is-down")).isZero();
    assertThat(workspace("import")).isEqualTo(5);
  }

  @Test
  void whatWasChangedByHandIsKeptToldAndPartial() {
    workspace("export");
    workspace("import");
    JsonNode made = secondary.call("GET", "/api/2.2/jobs/list").path("jobs").get(0);
    secondary.call(
        "POST",
        "/api/2.2/jobs/update",
        "job_id",
        made.path("job_id").asLong(),
        "new_settings",
        Map.of("description", "mine"));

    assertThat(workspace("import")).isEqualTo(3);
    assertThat(recorded.out()).contains("was changed by hand at the target");
  }

  @Test
  void wrongSettingsAndOptionsAreToldBeforeAnythingIsAsked() throws IOException {
    String text = Files.readString(settings);
    Files.writeString(settings, text.replace("workspace:\n", "workspace:\n  conflit: keep\n"));
    assertThat(workspace("import")).isEqualTo(2);
    assertThat(recorded.err()).contains("conflit");
    Files.writeString(settings, text);
    assertThat(workspace("import", "--dry")).isEqualTo(2);
    assertThat(workspace("deactivate", "--site", "north")).isEqualTo(2);
    Files.writeString(settings, text.replace("profile: secondary", "profile: nobody"));
    workspace("export");
    assertThat(workspace("import")).isIn(2, 7);
    assertThat(recorded.err()).contains("west");
    assertThat(primary.writes()).isEmpty();
    assertThat(secondary.writes()).isEmpty();
  }
}
