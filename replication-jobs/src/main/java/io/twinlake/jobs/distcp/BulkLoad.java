package io.twinlake.jobs.distcp;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Engine;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The first load of datasets with {@code engine: distcp}, before the run that commits it.
 *
 * <p>What is copied is what our plan says, after our listing and filters, and of that only what the
 * target does not have at all. DistCp writes to temporary names and renames, deletes nothing and
 * replaces nothing. The run that follows finds the objects at the target, compares the bytes of
 * both sides ({@code adopt: verify}), replaces what differs, and commits; so nothing that DistCp
 * believes of itself counts. A load that dies is gone on with by the next run. A dataset that a
 * recovery point has is left to the ordinary way.
 */
public final class BulkLoad {
  private static final String DISTCP = "org.apache.hadoop.tools.DistCp";

  private final RunConfig config;

  public BulkLoad(RunConfig config) {
    this.config = config;
  }

  /**
   * Loads what has not been loaded.
   *
   * @throws ReplicationException if DistCp is not there or fails; nothing is committed, and what it
   *     copied stays
   */
  public void run() {
    List<DatasetSettings> wanted =
        config.settings().datasets().stream()
            .filter(d -> d.engine() == Engine.DISTCP && d.mode() == Mode.REPLICATE)
            .filter(d -> config.only().isEmpty() || config.only().contains(d.name()))
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    Set<String> loaded = loaded();
    for (DatasetSettings dataset : wanted) {
      if (!loaded.contains(dataset.name())) {
        load(dataset);
      }
    }
  }

  /** The datasets of the newest recovery point. */
  private Set<String> loaded() {
    try (ObjectStore control =
        new Stores(config.context()).open(config.settings().target().control())) {
      return new RecoveryPoints(new ControlDocuments(control))
          .newest()
          .map(found -> Set.copyOf(found.point().datasets().keySet()))
          .orElse(Set.of());
    }
  }

  private void load(DatasetSettings dataset) {
    requireDistCp(dataset);
    URI from = root(config.settings().source(), dataset);
    URI to = root(config.settings().target(), dataset);
    Path list = null;
    try {
      list = Files.createTempFile("twinlake-distcp", ".list");
      CopyList.Written written = write(dataset, list, from);
      if (written.objects() > 0) {
        config
            .listener()
            .step(
                "DistCp copies %d objects, %d bytes, of %s"
                    .formatted(written.objects(), written.bytes(), dataset.name()));
        new DistCpJob(config.context().hadoop()).run(dataset.name(), from, to, list);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      remove(list);
    }
  }

  private CopyList.Written write(DatasetSettings dataset, Path list, URI from) throws IOException {
    RunConfig one =
        new RunConfig(
            config.settings(),
            config.context(),
            Set.of(dataset.name()),
            config.cluster(),
            config.formats(),
            config.base(),
            config.clock(),
            RunListener.SILENT);
    try (CopyList.Writer writer = new CopyList.Writer(list, from)) {
      new Replication(one).plan(change -> add(writer, change));
      return writer.written();
    }
  }

  private static void add(CopyList.Writer writer, PlannedChange change) {
    if (change.action() instanceof PlanAction.Copy copy && copy.expected().version().isEmpty()) {
      writer.add(copy.path().value(), copy.bytes());
    }
  }

  private static URI root(Site site, DatasetSettings dataset) {
    String root = site.roots().get(dataset.root()).toString();
    try {
      String below = new URI(null, null, "/" + dataset.directory().value(), null).getRawPath();
      return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + below);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("No address of " + dataset.directory(), e);
    }
  }

  private static void requireDistCp(DatasetSettings dataset) {
    try {
      Class.forName(DISTCP, false, BulkLoad.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Dataset %s has 'engine: distcp', and Hadoop's DistCp is not on the class path. Add the cluster's hadoop-distcp jar by --jars, as submit/hdinsight/distcp.sh does, or remove 'engine'."
              .formatted(dataset.name()));
    }
  }

  private static void remove(Path list) {
    try {
      if (list != null) {
        Files.deleteIfExists(list);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
