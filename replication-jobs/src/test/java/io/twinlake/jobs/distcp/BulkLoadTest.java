package io.twinlake.jobs.distcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A first load by Hadoop's DistCp between two directories, in Hadoop's local job runner. */
@Timeout(300)
class BulkLoadTest {
  @TempDir Path root;
  private Path east;
  private Path west;

  @BeforeEach
  void sites() throws IOException {
    for (String side : new String[] {"east", "west"}) {
      Files.createDirectories(root.resolve(side + "/raw"));
      Files.createDirectories(root.resolve(side + "/control"));
    }
    east = root.resolve("east/raw");
    west = root.resolve("west/raw");
  }

  private RunResult replicate() {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: bulk
            sites:
              east: { raw: '%s', control: '%s' }
              west: { raw: '%s', control: '%s' }
            replicate: { from: east, to: west }
            datasets:
              - { name: orders, root: raw/my orders, engine: distcp, adopt: verify, filters: ['- *.skip'] }
            """
                .formatted(
                    east.toUri(),
                    root.resolve("east/control").toUri(),
                    west.toUri(),
                    root.resolve("west/control").toUri()),
            "bulk.yaml");
    RunResult result =
        Twinlake.local(settings, Map.of("hadoop.tmp.dir", root.resolve("tmp").toString()))
            .replicate();
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
    return result;
  }

  private void put(Path side, String name, String content) throws IOException {
    Path file = side.resolve("my orders").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static Map<String, String> contents(Path side) {
    Map<String, String> contents = new TreeMap<>();
    Path below = side.resolve("my orders");
    try (Stream<Path> files = Files.walk(below)) {
      // Hadoop keeps checksums of local files beside them.
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(f -> !f.getFileName().toString().endsWith(".crc"))
              .toList()) {
        contents.put(below.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  @Test
  void distCpCopiesWhatIsPlannedAndTheRunComparesIt() throws IOException {
    for (int i = 0; i < 12; i++) {
      put(east, "date=%d/part %d \u00e4".formatted(i % 3, i), "is " + i);
    }
    put(east, "a:b", "which Hadoop cannot name");
    put(east, "date=0/x.skip", "filtered");
    // Nothing that is there is replaced by DistCp; the run finds that it differs.
    put(west, "date=1/part 1 \u00e4", "no 1");

    RunResult first = replicate();

    Map<String, String> expected = contents(east);
    expected.remove("date=0/x.skip");
    assertThat(contents(west)).isEqualTo(expected);
    assertThat(first.datasets().get(0).adopted().objects())
        .as("copied by DistCp, equal in every byte")
        .isEqualTo(11);
    assertThat(first.datasets().get(0).copied().objects()).isEqualTo(2);
    assertThat(first.datasets().get(0).proofs().get(Proof.COMPARED)).isEqualTo(11L);

    put(east, "date=0/later", "by Twinlake itself");
    RunResult second = replicate();
    assertThat(second.datasets().get(0).copied().objects()).isEqualTo(1);
    assertThat(second.datasets().get(0).adopted().objects()).isZero();
  }
}
