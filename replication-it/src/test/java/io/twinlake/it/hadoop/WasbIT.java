package io.twinlake.it.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreException;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * WASB names, natively and once through Hadoop's own WASB driver, which reaches an emulator on port
 * 10000 only. Test runs on one machine take turns.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WasbIT {
  private static final String ACCOUNT = "devstoreaccount1";
  private static final int PORT = 10_000;

  private FileChannel lockFile;
  private FileLock turn;
  private Azurite azurite;
  private PlainBlobs source;
  private PlainBlobs target;

  @BeforeAll
  void start() throws IOException {
    lockFile =
        FileChannel.open(
            Path.of(System.getProperty("java.io.tmpdir"), "twinlake-port-10000.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    turn = lockFile.lock();
    azurite = Azurite.startOn(PORT);
    source = new PlainBlobs(azurite, ACCOUNT);
    target = new PlainBlobs(azurite, "sa4");
    new PlainBlobs(azurite, "sa1").createContainer("control");
    new PlainBlobs(azurite, "sa2").createContainer("control");
  }

  @AfterAll
  void stop() throws IOException {
    if (azurite != null) {
      azurite.close();
    }
    turn.release();
    lockFile.close();
  }

  private Map<String, String> hadoop() {
    Map<String, String> hadoop = new TreeMap<>(azurite.hadoop());
    hadoop.put("fs.azure.storage.emulator.account.name", ACCOUNT + ".blob.core.windows.net");
    return hadoop;
  }

  private Settings settings(String container, String driver, String from, String to) {
    return Settings.load(
        """
        format: settings/1
        pair: CONTAINER
        sites:
          wasb: { raw: 'wasb://CONTAINER@devstoreaccount1.blob.core.windows.net/', control: 'abfs://control@sa1.dfs.core.windows.net/CONTAINER', driver: DRIVER }
          abfs: { raw: 'abfs://CONTAINER@sa4.dfs.core.windows.net/', control: 'abfs://control@sa2.dfs.core.windows.net/CONTAINER' }
        replicate: { from: FROM, to: TO }
        datasets: [ { name: all, root: raw } ]
        """
            .replace("CONTAINER", container)
            .replace("DRIVER", driver)
            .replace("FROM", from)
            .replace("TO", to),
        "wasb.yaml");
  }

  private void fill(String container) {
    source.createContainer(container);
    target.createContainer(container);
    for (String name : new String[] {"a/b/c", "a/b-c", "d", "with space/x"}) {
      source.put(container, name, "content of " + name);
    }
  }

  private RunResult replicate(String container, String driver) {
    RunResult result =
        Twinlake.local(settings(container, driver, "wasb", "abfs"), hadoop()).replicate();
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
    return result;
  }

  @Test
  void aWasbNameIsServedNatively() {
    fill("native");
    RunResult result = replicate("native", "auto");

    assertThat(target.list("native")).isEqualTo(source.list("native"));
    assertThat(result.datasets().get(0).serverSide()).isEqualTo(4);
  }

  @Test
  void hadoopsWasbDriverIsASourceAndNothingIsWrittenThere() {
    fill("through");
    Map<String, PlainBlobs.Blob> before = source.list("through");
    RunResult result = replicate("through", "hadoop");

    assertThat(result.datasets().get(0).copied().objects()).isEqualTo(4);
    assertThat(source.list("through")).isEqualTo(before);
    assertThat(target.list("through").keySet()).isEqualTo(before.keySet());
    before
        .keySet()
        .forEach(
            name ->
                assertThat(new String(target.read("through", name), UTF_8))
                    .isEqualTo("content of " + name));
  }

  @Test
  void hadoopsWasbDriverIsRefusedAsATargetBeforeAnythingIsRead() {
    Twinlake twinlake = Twinlake.local(settings("backwards", "hadoop", "abfs", "wasb"), hadoop());

    assertThatThrownBy(twinlake::replicate)
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("sites.wasb.", "only be a source", "driver: native");
  }
}
