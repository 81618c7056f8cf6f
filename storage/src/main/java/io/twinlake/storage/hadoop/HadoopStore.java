package io.twinlake.storage.hadoop;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.TreeWriter;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.VersionInfo;

/**
 * Objects as files below a directory of any Hadoop file system.
 *
 * <p>A write goes to a temporary sibling, which no listing shows, and then appears by a rename. On
 * {@code hdfs} the name node renames in one step, with overwriting or without: a reader sees the
 * old file or the new one, and of several writers of a new name exactly one wins. Where a version
 * is expected, it is looked at just before the rename or delete, under a lock that holds within
 * this JVM only: a writer elsewhere that changes the file between the look and the rename is
 * overwritten. Control documents are never replaced, so commits do not depend on it. Through {@code
 * abfs} a new name is put only if absent (Blob endpoint, Hadoop 3.4.2), but replacing is deleting
 * and renaming: a reader may see none, which is why that needs {@code replace: in-place}. Other
 * schemes are only read.
 *
 * <p>Versions are ETags where listings show them, else modification time and length, which are
 * weak; a replacement is given another time than what it replaces. Hadoop shows no store's clock,
 * so {@link #now} is this machine's: where versions are weak, both clocks must agree to a second.
 *
 * <p>Directories stay when their last file goes. Metadata is not kept. A writer that dies leaves a
 * file {@code .twinlake-tmp-*}, which is never listed or copied and may be removed.
 *
 * <p>Reading writes nothing. ABFS itself writes a marker blob when it is asked for the status of a
 * directory that has none; so directories are only ever listed, and files looked up by listing,
 * which costs a request more. The native store is the better way to a source on Azure.
 */
final class HadoopStore implements ObjectStore {
  private static final String CREATE_CONTAINER =
      "fs.azure.createRemoteFileSystemDuringInitialization";

  private final URI uri;
  private final StoreContext context;
  private final FileSystemKind kind;
  private final HadoopNames names;
  private final HadoopFailures failures;
  private Optional<SharedFileSystems.Lease> lease = Optional.empty();
  private boolean closed;

  /**
   * @param root with a closing slash
   */
  HadoopStore(URI root, StoreContext context) {
    this.uri = root;
    this.context = context;
    this.kind = FileSystemKind.of(root, context, VersionInfo.getVersion());
    this.names = new HadoopNames(root, kind);
    this.failures = new HadoopFailures(root);
  }

  private synchronized FileSystem files() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
    if (lease.isEmpty()) {
      try {
        lease = Optional.of(SharedFileSystems.open(uri, context));
      } catch (IOException | RuntimeException | LinkageError e) {
        throw failures.of("open " + uri + " through Hadoop", e);
      }
    }
    return lease.get().files();
  }

  private HadoopListing listing() {
    return new HadoopListing(files(), names, failures, kind.isAbfs());
  }

  private HadoopLook look() {
    return new HadoopLook(files(), failures, kind.isAbfs());
  }

  private HadoopWriter writer() {
    if (!kind.isWritable()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s can only be read through Hadoop's driver: its rename may overwrite what another writer put there. Nothing was written. On Azure set 'driver: native' for the site."
              .formatted(uri));
    }
    return new HadoopWriter(files(), look(), failures, Renames.of(kind, files()));
  }

  @Override
  public URI root() {
    return uri;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  /** Whether a name node lets us write to the root, which it says without a write. */
  @Override
  public StoreFacts inspect() {
    if (kind != FileSystemKind.HDFS) {
      return StoreFacts.UNKNOWN;
    }
    try {
      files().access(names.root(), FsAction.WRITE_EXECUTE);
      return StoreFacts.UNKNOWN.writable(true);
    } catch (AccessControlException refused) {
      return StoreFacts.UNKNOWN.writable(false);
    } catch (IOException notTold) {
      return StoreFacts.UNKNOWN;
    }
  }

  @Override
  public Set<Ability> abilities() {
    return kind.abilities();
  }

  @Override
  public void createRoot() {
    writer();
    try {
      if (kind.isAbfs()) {
        try (SharedFileSystems.Lease creating =
            SharedFileSystems.open(uri, context.with(CREATE_CONTAINER, "true"))) {
          creating.files().mkdirs(names.root());
        }
      } else {
        files().mkdirs(names.root());
      }
    } catch (IOException e) {
      throw failures.of("create " + uri, e);
    }
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return listing().below(prefix);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return listing().level(prefix);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    Optional<ObjectEntry> found =
        names
            .resolve(path.value())
            .flatMap(file -> look().file(path, file))
            .map(status -> HadoopEntries.entry(path, status));
    if (found.isEmpty()) {
      listing().requireRoot();
    }
    return found;
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    Optional<Path> file = names.resolve(path.value());
    FileStatus there = requireVersion(path, file, version);
    if (range.end() > there.getLen()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has %d bytes; cannot read up to %d.".formatted(path, there.getLen(), range.end()));
    }
    if (range.length() == 0) {
      return InputStream.nullInputStream();
    }
    FSDataInputStream in = open(path, there);
    try {
      if (version.strength() == ObjectVersion.Strength.WEAK) {
        // Looked at again, so that a file which was swapped before it was opened is noticed.
        requireVersion(path, file, version);
      }
      in.seek(range.offset());
      return new PinnedHadoopStream(
          in,
          path,
          range,
          version,
          () -> look().file(path, file.orElseThrow()).map(HadoopEntries::version));
    } catch (RuntimeException | IOException e) {
      close(in);
      if (e instanceof RuntimeException refused) {
        throw refused;
      }
      throw failures.of("read " + path, e);
    }
  }

  /** With the status at hand ABFS asks for nothing more, and pins the stream to its ETag. */
  private FSDataInputStream open(ObjectPath path, FileStatus status) {
    try {
      return files().openFile(status.getPath()).withFileStatus(status).build().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of("read " + path, e);
    } catch (ExecutionException | IOException | IllegalArgumentException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      if (HadoopFailures.isMissing(cause)) {
        throw VersionChangedException.gone(path, HadoopEntries.version(status));
      }
      throw failures.of("read " + path, cause);
    }
  }

  private FileStatus requireVersion(ObjectPath path, Optional<Path> file, ObjectVersion version) {
    Optional<FileStatus> there = file.flatMap(f -> look().file(path, f));
    if (there.isEmpty()) {
      listing().requireRoot();
      throw VersionChangedException.gone(path, version);
    }
    if (!HadoopEntries.version(there.get()).equals(version)) {
      throw VersionChangedException.changed(path, version);
    }
    return there.get();
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException ignored) {
      // The failure that made us close it is the one to tell.
    }
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    HadoopWriter writer = writer();
    Path file = names.require(path);
    listing().requireRoot();
    return writer.write(path, file, content, sizeBytes, expected);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    HadoopWriter writer = writer();
    Optional<Path> file = names.resolve(path.value());
    listing().requireRoot();
    file.ifPresent(f -> writer.delete(path, f, version));
  }

  @Override
  public Optional<? extends TreeWriter> tree() {
    return kind.abilities().contains(Ability.DIRECTORIES)
        ? Optional.of(new HadoopTree(this::files, names, failures))
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Optional<SharedFileSystems.Lease> mine = lease;
    lease = Optional.empty();
    if (mine.isPresent()) {
      try {
        mine.get().close();
      } catch (IOException e) {
        throw failures.of("close " + uri, e);
      }
    }
  }

  @Override
  public String toString() {
    return "HadoopStore[" + uri + "]";
  }
}
