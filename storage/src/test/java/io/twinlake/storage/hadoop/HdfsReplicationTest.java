package io.twinlake.storage.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.status.Status;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole runs between HDFS and a storage account, either way. What is there is written and compared
 * by clients that are not ours: Hadoop's for HDFS, {@link PlainBlobs} for the account.
 */
@Timeout(120)
class HdfsReplicationTest {
  private static final List<String> NAMES =
      List.of(
          "a-b",
          "a/x",
          "a/date=2026-11-21/part-0",
          "a0",
          "with space/+#?%20.txt",
          "caf\u00e9",
          "\uD83D\uDE00");

  private final Azurite azurite = Azurite.shared();
  private final PlainBlobs blobs = new PlainBlobs(azurite, "sa4");
  private final FileSystem hdfs = MiniHdfs.client();
  private final String container = "raw-" + UUID.randomUUID().toString().substring(0, 8);
  private final URI directory = MiniHdfs.directory();
  private final StoreContext context = new StoreContext(azurite.hadoop(), "test");

  private String azure(String account, String name) {
    return Azurite.abfs(account, container + name, "").toString();
  }

  private Settings settings(String from, String to, String datasets) throws IOException {
    blobs.createContainer(container);
    blobs.createContainer(container + "-control");
    Path parent = new Path(directory).getParent();
    hdfs.mkdirs(new Path(directory));
    hdfs.mkdirs(new Path(parent, "control"));
    return Settings.load(
        """
        format: settings/1
        pair: mixed
        sites:
          hadoop: { raw: '%s', control: '%s' }
          azure: { raw: '%s', control: '%s' }
        replicate: { from: %s, to: %s }
        datasets: [ { name: all, root: raw%s } ]
        """
            .formatted(
                directory,
                new Path(parent, "control").toUri(),
                azure("sa4", ""),
                azure("sa4", "-control"),
                from,
                to,
                datasets),
        "mixed.yaml");
  }

  private RunResult replicate(Settings settings) {
    return new Replication(
            new RunConfig(
                settings,
                context,
                Set.of(),
                Optional.empty(),
                List.of(JsonLines.FORMAT),
                JsonLines.FORMAT,
                Clock.systemUTC(),
                RunListener.SILENT))
        .replicate();
  }

  private DatasetResult replicateCleanly(Settings settings) {
    RunResult result = replicate(settings);
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
    return result.datasets().get(0);
  }

  /** Writes a file of a certain age, a negative one for a time to come. */
  private void put(String name, String content, Duration age) throws IOException {
    Path file = file(name);
    try (OutputStream out = hdfs.create(file, true)) {
      out.write(content.getBytes(UTF_8));
    }
    hdfs.setTimes(file, Instant.now().minus(age).toEpochMilli(), -1);
  }

  private Path file(String name) {
    return new Path(
        directory.getScheme(), directory.getAuthority(), directory.getPath() + "/" + name);
  }

  /** What Hadoop's own client finds below a directory. */
  private SortedMap<String, String> files(Path below) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> all = hdfs.listFiles(below, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      try (var in = hdfs.open(file)) {
        String name = file.toUri().getPath().substring(below.toUri().getPath().length() + 1);
        found.put(name, new String(in.readAllBytes(), UTF_8));
      }
    }
    return found;
  }

  private SortedMap<String, String> blobs() {
    SortedMap<String, String> found = new TreeMap<>();
    blobs.list(container).keySet().forEach(n -> found.put(n, blobs.text(container, n)));
    return found;
  }

  @Test
  void aDirectoryOfHdfsIsCopiedToAnAccountThenOnlyWhatChanged() throws IOException {
    Settings settings =
        settings(
            "hadoop", "azure", ", deletions: propagate, deletionCap: { count: 10, share: 100% }");
    for (String name : NAMES) {
      put(name, "content of " + name, Duration.ofDays(1));
    }
    put("a/.twinlake-tmp-of-a-dead-run", "half", Duration.ofDays(2));

    assertThat(replicateCleanly(settings).copied().objects()).isEqualTo(NAMES.size());
    hdfs.delete(file("a/.twinlake-tmp-of-a-dead-run"), false);
    assertThat(blobs()).isEqualTo(files(new Path(directory)));

    assertThat(replicateCleanly(settings).copied().objects()).isZero();

    put("a/x", "CONTENT of a/x", Duration.ofHours(1));
    hdfs.delete(file("a0"), false);
    DatasetResult third = replicateCleanly(settings);
    assertThat(third.copied().objects()).isEqualTo(1);
    assertThat(third.deleted().objects()).isEqualTo(1);
    assertThat(blobs()).isEqualTo(files(new Path(directory)));
  }

  @Test
  void aFileOfHdfsThatIsYoungerThanItsListingIsCopiedOnceMore() throws IOException {
    Settings settings = settings("hadoop", "azure", "");
    put("old", "content", Duration.ofDays(1));
    put("young", "content", Duration.ofMinutes(-1));
    replicateCleanly(settings);

    DatasetResult second = replicateCleanly(settings);
    assertThat(second.reasons().get(Outcome.COPY).keySet())
        .containsExactly(Reason.VERSION_TOO_YOUNG);
    assertThat(second.copied().objects()).isEqualTo(1);
  }

  @Test
  void anAccountIsCopiedToHdfsAndWhatIsReplacedThereLiesInHistory() throws IOException {
    Settings settings = settings("azure", "hadoop", "");
    for (String name : NAMES) {
      blobs.put(container, name, "content of " + name);
    }
    replicateCleanly(settings);
    assertThat(files(new Path(directory))).isEqualTo(blobs());

    blobs.put(container, "a/x", "CONTENT of a/x");
    DatasetResult second = replicateCleanly(settings);
    assertThat(second.copied().objects()).isEqualTo(1);
    assertThat(second.notes()).noneMatch(n -> n.contains("Not atomic"));
    assertThat(files(new Path(directory))).isEqualTo(blobs());
    Path history = new Path(new Path(directory).getParent(), ".twinlake-history/root");
    assertThat(files(history))
        .containsOnly(java.util.Map.entry("0000000002/all/a/x", "content of a/x"));
    assertThat(Status.read(settings, context, Clock.systemUTC()).point()).contains(2L);
  }

  @Test
  void accessRightsAndEmptyDirectoriesOfHdfsAreCarriedToAnotherHdfs() throws IOException {
    Path parent = new Path(directory).getParent();
    Path there = new Path(parent, "other");
    hdfs.mkdirs(there);
    hdfs.mkdirs(new Path(parent, "control-a"));
    hdfs.mkdirs(new Path(parent, "control-b"));
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: trees
            sites:
              a: { raw: '%s', control: '%s' }
              b: { raw: '%s', control: '%s' }
            replicate: { from: a, to: b }
            datasets: [ { name: all, root: raw, acl: preserve } ]
            """
                .formatted(
                    directory,
                    new Path(parent, "control-a").toUri(),
                    there.toUri(),
                    new Path(parent, "control-b").toUri()),
            "trees.yaml");
    put("orders/date=1/part-0", "content", Duration.ofDays(1));
    hdfs.mkdirs(file("orders/landing/empty"));
    hdfs.setOwner(file("orders/date=1/part-0"), "alice", "analysts");
    hdfs.setPermission(file("orders/date=1/part-0"), new FsPermission((short) 0640));
    hdfs.modifyAclEntries(
        file("orders"),
        AclEntry.parseAclSpec("user:bob:r-x,default:user:bob:rwx,default:group:etl:r-x", true));

    replicateCleanly(settings);
    assertThat(access(there)).isEqualTo(access(new Path(directory)));
    assertThat(access(there)).containsKey("orders/landing/empty");

    hdfs.modifyAclEntries(file("orders/landing"), AclEntry.parseAclSpec("user:carol:---", true));
    DatasetResult second = replicateCleanly(settings);
    assertThat(second.copied().objects()).isZero();
    assertThat(access(there)).isEqualTo(access(new Path(directory)));
    assertThat(access(there).get("orders/landing")).contains("carol");
  }

  /** Owner, group, permissions and access control list of everything below, as Hadoop tells. */
  private SortedMap<String, String> access(Path below) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    for (FileStatus status : hdfs.listStatus(below)) {
      Path path = status.getPath();
      found.put(path.getName(), hdfs.getAclStatus(path).toString());
      if (status.isDirectory()) {
        access(path).forEach((name, acl) -> found.put(path.getName() + "/" + name, acl));
      }
    }
    return found;
  }

  @Test
  void namesThatHdfsCannotHoldAreFailuresByNameAndTheRestIsCopied() throws IOException {
    Settings settings = settings("azure", "hadoop", "");
    List<String> unholdable = List.of("a:b", "a//b", "x/./y", "x/../z", "d/");
    unholdable.forEach(name -> blobs.put(container, name, "content of " + name));
    blobs.put(container, "a/b", "content of a/b");

    RunResult result = replicate(settings);

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    DatasetResult dataset = result.datasets().get(0);
    assertThat(dataset.failures())
        .extracting(f -> f.path())
        .containsExactlyInAnyOrderElementsOf(unholdable);
    assertThat(files(new Path(directory))).containsOnlyKeys("a/b").containsValue("content of a/b");
  }

  @Test
  void whatIsOnlyReadThroughHadoopIsRefusedAsATargetBeforeAnythingIsRead() throws IOException {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: mixed
            sites:
              hadoop: { raw: '%s', control: 'webhdfs://nowhere/control' }
              azure: { raw: '%s', control: '%s' }
            replicate: { from: azure, to: hadoop }
            datasets: [ { name: all, root: raw } ]
            """
                .formatted(directory, azure("sa4", ""), azure("sa4", "-control")),
            "mixed.yaml");

    assertThatThrownBy(() -> replicate(settings))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(
            "sites.hadoop.control", "webhdfs://nowhere/control", "only be a source", "two runs");
  }
}
