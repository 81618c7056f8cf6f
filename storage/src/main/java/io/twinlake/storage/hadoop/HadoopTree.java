package io.twinlake.storage.hadoop;

import io.twinlake.core.store.Access;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Directories and access rights of a file system that keeps them. A listing shows owner, group and
 * mode; only items with a list of their own cost a request more.
 */
final class HadoopTree implements TreeWriter {
  private final Supplier<FileSystem> files;
  private final HadoopNames names;
  private final HadoopFailures failures;

  HadoopTree(Supplier<FileSystem> files, HadoopNames names, HadoopFailures failures) {
    this.files = files;
    this.names = names;
    this.failures = failures;
  }

  @Override
  public Stream<TreeNode> nodes(ObjectPrefix prefix) {
    return new HadoopListing(files.get(), names, failures, false)
        .nodes(prefix)
        .flatMap(turn -> node(turn).stream());
  }

  /** A file that vanished since it was listed is none; a directory's end shows in its listing. */
  private Optional<TreeNode> node(HadoopListing.Turn turn) {
    ObjectPath path = ObjectPath.of(turn.key());
    try {
      return Optional.of(
          new TreeNode(path, turn.status().isDirectory(), Optional.of(access(turn.status()))));
    } catch (IOException e) {
      if (HadoopFailures.isMissing(e)) {
        return Optional.empty();
      }
      throw failures.of("see who may use " + path, e);
    }
  }

  private Access access(FileStatus status) throws IOException {
    return status.hasAcl()
        ? HadoopAccess.of(files.get().getAclStatus(status.getPath()), status.getPermission())
        : HadoopAccess.of(status);
  }

  @Override
  public void makeDirectory(ObjectPath path) {
    Path directory = names.require(path);
    new HadoopListing(files.get(), names, failures, false).requireRoot();
    try {
      files.get().mkdirs(directory);
    } catch (IOException e) {
      Throwable cause = HadoopFailures.unwrapped(e);
      if (cause instanceof FileAlreadyExistsException
          || cause instanceof ParentNotDirectoryException) {
        throw new PreconditionFailedException(path, Expected.absent());
      }
      throw failures.of("make directory " + path, e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Owner and group are set only where they differ, as that needs a superuser. The whole list is
   * set in one step; the sticky bit in another.
   */
  @Override
  public void setAccess(TreeNode node) {
    Access wanted =
        node.access()
            .orElseThrow(() -> new IllegalArgumentException(node.path() + " says no access"));
    Path path = names.require(node.path());
    try {
      FileStatus now = files.get().getFileStatus(path);
      boolean owned = now.getOwner().equals(wanted.owner());
      boolean grouped = now.getGroup().equals(wanted.group());
      if (!owned || !grouped) {
        files.get().setOwner(path, owned ? null : wanted.owner(), grouped ? null : wanted.group());
      }
      if (wanted.entries().isEmpty()) {
        if (now.hasAcl()) {
          files.get().removeAcl(path);
        }
        files.get().setPermission(path, new FsPermission((short) wanted.mode()));
      } else {
        files.get().setAcl(path, HadoopAccess.spec(wanted));
        setSticky(path, (wanted.mode() & 01000) != 0);
      }
    } catch (IOException e) {
      throw failures.of("set who may use " + node.path(), e);
    }
  }

  private void setSticky(Path path, boolean sticky) throws IOException {
    FsPermission shown = files.get().getFileStatus(path).getPermission();
    if (shown.getStickyBit() != sticky) {
      FsAction mask = shown.getGroupAction();
      files
          .get()
          .setPermission(
              path, new FsPermission(shown.getUserAction(), mask, shown.getOtherAction(), sticky));
    }
  }
}
