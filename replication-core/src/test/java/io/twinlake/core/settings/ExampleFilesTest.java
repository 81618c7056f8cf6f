package io.twinlake.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.filter.PathFilter;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.settings.DatasetSettings.Deletions;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.store.ObjectPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files in conf/ and the page in docs/ say what the code does. */
class ExampleFilesTest {
  private static final Path PROJECT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();

  /** Names of data roots, which the user chooses. */
  private static final Set<String> CHOSEN = Set.of("raw", "staging");

  @Test
  void theLargeExampleShowsTheDefaults() throws IOException {
    Settings example = load("conf/twinlake.example.yaml");
    Settings minimal = load("conf/minimal.example.yaml");

    assertThat(example.transfer()).isEqualTo(TransferSettings.DEFAULTS);
    assertThat(minimal.transfer()).isEqualTo(TransferSettings.DEFAULTS);
    assertThat(example.workspace())
        .usingRecursiveComparison()
        .ignoringFields("mappings", "waves", "limits")
        .isEqualTo(WorkspaceSettings.DEFAULTS)
        .isEqualTo(minimal.workspace());
    assertThat(example.metastore())
        .usingRecursiveComparison()
        .ignoringFields("locations", "mounts", "defaultFs")
        .isEqualTo(MetastoreSettings.DEFAULTS)
        .isEqualTo(minimal.metastore());
    assertThat(example.tables()).isEqualTo(Settings.Tables.REFUSE).isEqualTo(minimal.tables());
    DatasetSettings byExample = example.datasets().get(1);
    DatasetSettings byDefault = minimal.datasets().get(0);
    assertThat(byExample)
        .usingRecursiveComparison()
        .withEqualsForType(PathFilter::equals, PathFilter.class)
        .ignoringFields("name", "root", "group")
        .isEqualTo(byDefault);
  }

  @Test
  void theDefaultsWarnEarlyAndDeleteNothing() throws IOException {
    DatasetSettings byDefault = load("conf/minimal.example.yaml").datasets().get(0);

    assertThat(byDefault.mode()).isEqualTo(Mode.REPLICATE);
    assertThat(byDefault.directory()).isEqualTo(ObjectPrefix.ALL);
    assertThat(byDefault.objective())
        .isEqualTo(new Objective(Duration.ofHours(1), Duration.ofHours(4)));
    assertThat(byDefault.deletions()).isEqualTo(Deletions.NONE);
    assertThat(byDefault.deletionCap()).isEqualTo(new DeletionCap(10_000, 0.01));
    assertThat(byDefault.retention()).isEqualTo(Duration.ofDays(14));
    assertThat(byDefault.adopt()).isEmpty();
    assertThat(byDefault.group()).isEmpty();
    assertThat(byDefault.ready()).isEmpty();
    assertThat(byDefault.partitions()).isEqualTo(PartitionWindow.ALL);
    assertThat(byDefault.filter()).isEqualTo(PathFilter.DEFAULT);
  }

  @Test
  void theLargeExampleReadsAsItsCommentsSay() throws IOException {
    Settings example = load("conf/twinlake.example.yaml");

    assertThat(example.source().name()).isEqualTo("east");
    assertThat(example.target().roots()).containsOnlyKeys("raw", "staging");
    DatasetSettings orders = example.datasets().get(0);
    assertThat(orders.root()).isEqualTo("raw");
    assertThat(orders.directory()).isEqualTo(new ObjectPrefix("orders/"));
    assertThat(orders.objective())
        .isEqualTo(new Objective(Duration.ofMinutes(15), Duration.ofHours(4)));
    assertThat(orders.ready()).contains("_SUCCESS");
    assertThat(orders.partitions().rules()).hasSize(2);
    assertThat(orders.filter().rules()).startsWith("+ /archive/keep.tmp", "- *.tmp");
    assertThat(example.datasets().get(1).group()).isEqualTo(Optional.of("nightly"));
    assertThat(example.group("nightly")).isEqualTo(GroupSettings.byDefault("nightly"));
  }

  @Test
  void theLargeExampleHasEveryKey() throws IOException {
    String text = text("conf/twinlake.example.yaml");
    Set<String> written =
        text.lines()
            .map(line -> line.replaceFirst("^[ #-]*", ""))
            .filter(line -> line.matches("[A-Za-z][A-Za-z0-9]*:.*"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(keys().stream().map(key -> key.substring(key.lastIndexOf('.') + 1)).toList())
        .isSubsetOf(written);
  }

  @Test
  void thePageOfSettingsListsEveryKey() throws IOException {
    String page = text("docs/settings.md");

    assertThat(keys()).allSatisfy(key -> assertThat(page).contains("`" + documented(key) + "`"));
  }

  private static String documented(String key) {
    return key.replace("sites.*.", "sites.<site>.")
        .replace("datasets.*.partitions.*.", "datasets[].partitions.<key>.")
        .replace("datasets.*.", "datasets[].")
        .replace("waves.*.", "waves[].")
        .replace("groups.*.", "groups.<group>.");
  }

  private static List<String> keys() throws IOException {
    Problems problems = new Problems("twinlake.example.yaml");
    SettingsFile.load(text("conf/twinlake.example.yaml"), problems);
    return problems.keys().stream()
        .filter(key -> !CHOSEN.contains(key.substring(key.lastIndexOf('.') + 1)))
        .toList();
  }

  private static Settings load(String file) throws IOException {
    return Settings.load(text(file), file);
  }

  private static String text(String file) throws IOException {
    return Files.readString(PROJECT.resolve(file));
  }
}
