package io.twinlake.core.settings;

import io.twinlake.core.filter.PathFilter;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One dataset: a directory below a data root that is replicated, compared or left alone as a whole.
 *
 * @param name unique in the pair; the key of its ledger rows
 * @param root name of the data root, {@code raw}
 * @param directory where below that root, {@code orders/}; {@link ObjectPrefix#ALL} for the whole
 *     root
 * @param mode what is done with it
 * @param group the consistency group it belongs to, if any
 * @param objective what is promised for it
 * @param deletions what happens at the target when an object is gone at the source
 * @param deletionCap a run that would delete more deletes nothing
 * @param retention how long replaced and deleted bytes stay in history
 * @param adopt what happens with objects at the target that Twinlake did not write; empty for
 *     {@code refuse} above 1 GiB and {@code verify} below
 * @param engine who copies a first load
 * @param replace whether an object may be replaced where the target cannot do that in one step
 * @param partitions which partitions are replicated
 * @param ready name of the marker object that a partition must have at the source before it is
 *     copied, {@code _SUCCESS}
 * @param filter which objects belong to the dataset
 * @param tree what is carried over beside the objects: access rights, empty directories
 * @param versions which versions of a Delta table in it are replicated
 * @param absolutePaths what becomes of Delta tables that name files by their whole names
 * @param stream what kind of stream it is the checkpoint of; empty for anything but a checkpoint
 * @param rows what tells the rows of its tables apart when they are validated
 */
public record DatasetSettings(
    String name,
    String root,
    ObjectPrefix directory,
    Mode mode,
    Optional<String> group,
    Objective objective,
    Deletions deletions,
    DeletionCap deletionCap,
    Duration retention,
    Optional<Adopt> adopt,
    Engine engine,
    Replace replace,
    PartitionWindow partitions,
    Optional<String> ready,
    PathFilter filter,
    TreeSettings tree,
    Versions versions,
    AbsolutePaths absolutePaths,
    Optional<StreamSettings> stream,
    RowIdentity rows)
    implements Serializable {

  /** The same with other partitions. */
  public DatasetSettings with(PartitionWindow window) {
    return new DatasetSettings(
        name,
        root,
        directory,
        mode,
        group,
        objective,
        deletions,
        deletionCap,
        retention,
        adopt,
        engine,
        replace,
        window,
        ready,
        filter,
        tree,
        versions,
        absolutePaths,
        stream,
        rows);
  }

  /** Writes lists of at most one where this has an {@link Optional}, which cannot be serialized. */
  private Object writeReplace() {
    return new Serialized(
        name,
        root,
        directory,
        mode,
        group.stream().toList(),
        objective,
        deletions,
        deletionCap,
        retention,
        adopt.stream().toList(),
        engine,
        replace,
        partitions,
        ready.stream().toList(),
        filter,
        tree,
        versions,
        absolutePaths,
        stream.stream().toList(),
        rows);
  }

  private record Serialized(
      String name,
      String root,
      ObjectPrefix directory,
      Mode mode,
      List<String> group,
      Objective objective,
      Deletions deletions,
      DeletionCap deletionCap,
      Duration retention,
      List<Adopt> adopt,
      Engine engine,
      Replace replace,
      PartitionWindow partitions,
      List<String> ready,
      PathFilter filter,
      TreeSettings tree,
      Versions versions,
      AbsolutePaths absolutePaths,
      List<StreamSettings> stream,
      RowIdentity rows)
      implements Serializable {

    private Object readResolve() {
      return new DatasetSettings(
          name,
          root,
          directory,
          mode,
          group.stream().findFirst(),
          objective,
          deletions,
          deletionCap,
          retention,
          adopt.stream().findFirst(),
          engine,
          replace,
          partitions,
          ready.stream().findFirst(),
          filter,
          tree,
          versions,
          absolutePaths,
          stream.stream().findFirst(),
          rows);
    }
  }

  /** What a dataset holds. */
  public enum Kind {
    /** Files, and tables. */
    FILES,
    /** The checkpoint of one streaming query of Spark. */
    STREAM_CHECKPOINT
  }

  /** What is done with a dataset. */
  public enum Mode {
    /** The target becomes a copy of the source. */
    REPLICATE,
    /** Both sides are written by others: differences are counted, nothing is written. */
    COMPARE,
    /** Belongs to one site only; counted as not replicated. */
    LOCAL
  }

  /** What happens at the target when an object is gone at the source. */
  public enum Deletions {
    /** It stays. */
    NONE,
    /** It is deleted after the commit, its bytes in history. */
    PROPAGATE
  }

  /** What happens with objects at the target that are not in the ledger. */
  public enum Adopt {
    /** The source replaces them; their bytes go to history first. */
    COPY,
    /**
     * Both sides' bytes are compared: equal ones are taken into the ledger, different ones are
     * replaced, history first.
     */
    VERIFY,
    /** The dataset is not touched. */
    REFUSE
  }

  /** What becomes of tables that name files by their whole names, as shallow clones do. */
  public enum AbsolutePaths {
    /** They are refused. */
    FAIL,
    /** Names become the target's, for files that are replicated by a dataset of the pair. */
    MAP,
    /** The files are copied into the table, and named by where they are in it. */
    MATERIALISE
  }

  /** Who copies the first load of a dataset. */
  public enum Engine {
    /** Twinlake itself, as every later run. */
    TWINLAKE,
    /**
     * Hadoop's DistCp, as a job of the cluster's YARN, for objects that the target does not have at
     * all. What it wrote is compared byte by byte before it is committed.
     */
    DISTCP
  }

  /** Which versions of a table are replicated. */
  public enum Versions implements SettingsReader.Written {
    /** All that the source can still show: history, time travel, change data. */
    FULL("full"),
    /** From the newest checkpoint at the first run on. */
    FROM_CHECKPOINT("fromCheckpoint"),
    /**
     * The same, but only files that the newest version needs: earlier versions are listed at the
     * target and cannot be read, as after a vacuum.
     */
    LATEST_ONLY("latestOnly");

    private final String written;

    Versions(String written) {
      this.written = written;
    }

    @Override
    public String written() {
      return written;
    }
  }

  /** What happens with objects that changed, at a target that cannot replace in one step. */
  public enum Replace {
    /** They are not replaced, and the dataset is partial. */
    ATOMIC,
    /**
     * They are removed, then written anew, their bytes in history: readers may see none for a
     * moment.
     */
    IN_PLACE
  }
}
