package io.twinlake.workspace.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What Twinlake lets a workspace run is run by Python itself, with a small {@code dbutils} that
 * keeps mounts and secrets. Needs {@code python3} on the path.
 */
class GeneratedNotebooksTest {
  private static final String DBUTILS =
      """
      import sys
      class Mount:
          def __init__(self, point, source):
              self.mountPoint, self.source = point, source
      class Fs:
          def __init__(self):
              self.at, self.configs = {"/mnt/old": "abfss://old@a/", "/mnt/same": "abfss://s@a/"}, {}
          def refreshMounts(self):
              return True
          def mounts(self):
              return [Mount(p, s) for p, s in self.at.items()]
          def mount(self, source, mount_point, extra_configs):
              if mount_point in self.at:
                  raise Exception("Directory already mounted: " + mount_point)
              if "broken" in source:
                  raise ValueError("no such\\naccount")
              self.at[mount_point], self.configs = source, extra_configs
          def updateMount(self, source, mount_point, extra_configs):
              if mount_point not in self.at:
                  raise Exception("not mounted")
              self.at[mount_point] = source
      class Secrets:
          def get(self, scope, key):
              return "value of " + scope + "/" + key
      class Notebook:
          def exit(self, result):
              print(result)
              print(sorted(fs.at.items()), fs.configs)
              sys.exit(0)
      class Dbutils:
          pass
      fs, dbutils = Fs(), Dbutils()
      dbutils.fs, dbutils.secrets, dbutils.notebook = fs, Secrets(), Notebook()
      """;

  private static String[] python(String code) throws IOException, InterruptedException {
    Process python =
        new ProcessBuilder("python3", "-c", DBUTILS + code).redirectErrorStream(true).start();
    python.getOutputStream().close();
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    return said.strip().split("\n");
  }

  private static Item mount(String point, String source) {
    return Item.of(Kind.MOUNT, point, point, Tree.of("mount_point", point, "source", source));
  }

  @Test
  void tellsTheMountsThatAreThere() throws Exception {
    assertThat(python(Mounts.LIST)[0])
        .isEqualTo("{\"/mnt/old\": \"abfss://old@a/\", \"/mnt/same\": \"abfss://s@a/\"}");
  }

  @Test
  void makesWhatIsMissingMovesWhatMovedLeavesWhatIsThereAndTellsWhatFailed() throws Exception {
    String code =
        Mounts.code(
            List.of(
                mount("/mnt/new 'quoted\" ü", "abfss://new@b/"),
                mount("/mnt/old", "abfss://old@b/"),
                mount("/mnt/same", "abfss://s@a/"),
                mount("/mnt/no", "abfss://broken@b/")),
            Map.of("fs.secret", "{{secrets/lake/key}}"));

    String[] said = python(code);

    assertThat(Tree.parse(said[0].getBytes(UTF_8), "python"))
        .isEqualTo(
            Tree.of(
                "/mnt/new 'quoted\" ü",
                "",
                "/mnt/old",
                "",
                "/mnt/same",
                "",
                "/mnt/no",
                "ValueError: no such"));
    assertThat(said[1])
        .contains("('/mnt/old', 'abfss://old@b/')", "abfss://new@b/")
        .contains("{'fs.secret': 'value of lake/key'}")
        .doesNotContain("/mnt/no'");
  }
}
