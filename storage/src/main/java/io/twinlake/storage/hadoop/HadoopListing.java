package io.twinlake.storage.hadoop;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Walks directories in the order of whole paths, with the memory of the directories on the way
 * down. {@code a-b} precedes {@code a/b} although directory {@code a} precedes file {@code a-b} by
 * name, so a directory's content has its turn at {@code a/}.
 *
 * <p>A directory that cannot be read, or vanishes after it was seen, is an error. A directory that
 * is listed twice, by its marker and as a prefix of blobs, is one. Only listings are asked for:
 * asking ABFS for the status of a directory without a marker would write that marker.
 */
final class HadoopListing {
  /**
   * One turn of the walk.
   *
   * @param key by which it is ordered: the path, with a slash behind it for a directory's content
   * @param status of the file or directory
   * @param content whether what is in the directory is meant, not the directory itself
   */
  record Turn(String key, FileStatus status, boolean content) {}

  private final FileSystem files;
  private final HadoopNames names;
  private final HadoopFailures failures;
  private final boolean wholeDirectories;

  /**
   * @param wholeDirectories whether a directory is asked for at once; ABFS takes an empty page of
   *     several for a missing directory otherwise
   */
  HadoopListing(
      FileSystem files, HadoopNames names, HadoopFailures failures, boolean wholeDirectories) {
    this.files = files;
    this.names = names;
    this.failures = failures;
    this.wholeDirectories = wholeDirectories;
  }

  Stream<ObjectEntry> below(ObjectPrefix prefix) {
    return walk(prefix, false).map(t -> HadoopEntries.entry(ObjectPath.of(t.key()), t.status()));
  }

  /** Files and directories, each at its path without a closing slash. */
  Stream<Turn> nodes(ObjectPrefix prefix) {
    return walk(prefix, true);
  }

  Level level(ObjectPrefix prefix) {
    List<ObjectEntry> objects = new ArrayList<>();
    List<ObjectPrefix> prefixes = new ArrayList<>();
    for (Turn turn : top(prefix, false)) {
      if (turn.key().startsWith(prefix.value())) {
        if (turn.content()) {
          prefixes.add(new ObjectPrefix(turn.key()));
        } else {
          objects.add(HadoopEntries.entry(ObjectPath.of(turn.key()), turn.status()));
        }
      }
    }
    return new Level(objects, prefixes);
  }

  /** Passes if the root is a directory. */
  void requireRoot() {
    try {
      List<FileStatus> first = statuses(names.root(), true);
      if (first.size() == 1 && names.isItself("", first.get(0))) {
        throw failures.rootMissing();
      }
    } catch (IOException e) {
      throw HadoopFailures.isMissing(e)
          ? failures.rootMissing()
          : failures.of("look at " + names.root(), e);
    }
  }

  private Stream<Turn> walk(ObjectPrefix prefix, boolean withDirectories) {
    Iterator<Turn> walk = new Walk(top(prefix, withDirectories), prefix.value(), withDirectories);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            walk, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
        false);
  }

  private static String directoryOf(ObjectPrefix prefix) {
    return prefix.value().substring(0, prefix.value().lastIndexOf('/') + 1);
  }

  /** The turns of the directory that {@code prefix} lies in; none if there is no such directory. */
  private List<Turn> top(ObjectPrefix prefix, boolean withDirectories) {
    String directory = directoryOf(prefix);
    if (!directory.isEmpty()
        && names.resolve(directory.substring(0, directory.length() - 1)).isEmpty()) {
      requireRoot();
      return List.of();
    }
    try {
      List<FileStatus> listed = statuses(names.directory(directory), false);
      if (listed.size() == 1 && names.isItself(directory, listed.get(0))) {
        if (directory.isEmpty()) {
          throw failures.rootMissing();
        }
        requireFile(directory, listed.get(0));
        return List.of();
      }
      return turns(directory, listed, withDirectories);
    } catch (IOException e) {
      if (!HadoopFailures.isMissing(e)) {
        throw failures.of("list " + names.directory(directory), e);
      }
      if (directory.isEmpty()) {
        throw failures.rootMissing();
      }
      requireRoot();
      return List.of();
    }
  }

  private List<Turn> content(String directory, boolean withDirectories) {
    try {
      List<FileStatus> listed = statuses(names.directory(directory), false);
      if (!wholeDirectories && listed.size() == 1 && names.isItself(directory, listed.get(0))) {
        throw vanished(directory, null);
      }
      return turns(directory, listed, withDirectories);
    } catch (IOException e) {
      if (HadoopFailures.isMissing(e)) {
        throw vanished(directory, e);
      }
      throw failures.of("list " + names.directory(directory), e);
    }
  }

  /**
   * Passes if {@code itself} is a file. ABFS shows the blob {@code x/} as if it were {@code x} when
   * asked for directory {@code x}; the level above shows a directory then.
   */
  private void requireFile(String directory, FileStatus itself) throws IOException {
    if (wholeDirectories) {
      for (FileStatus beside : files.listStatus(itself.getPath().getParent())) {
        if (beside.isFile() && beside.getPath().equals(itself.getPath())) {
          return;
        }
      }
      names.child(directory, itself);
    }
  }

  private StoreException vanished(String directory, Throwable cause) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "%s vanished while it was being listed. The listing is incomplete and is not used; list again."
            .formatted(names.directory(directory)),
        cause);
  }

  /**
   * What lies directly in {@code directory}, as it comes.
   *
   * @param firstOnly whether the first page will do
   */
  private List<FileStatus> statuses(Path directory, boolean firstOnly) throws IOException {
    try {
      if (wholeDirectories) {
        return List.of(files.listStatus(directory));
      }
      List<FileStatus> all = new ArrayList<>();
      RemoteIterator<FileStatus> pages = files.listStatusIterator(directory);
      while (pages.hasNext() && !(firstOnly && !all.isEmpty())) {
        all.add(pages.next());
      }
      return all;
    } catch (IllegalArgumentException e) {
      // A listed name that Path does not take.
      throw new IOException(e);
    }
  }

  private List<Turn> turns(String directory, List<FileStatus> listed, boolean withDirectories) {
    List<Turn> turns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (FileStatus status : listed) {
      String name = names.child(directory, status);
      if (HadoopNames.isTemporary(name)) {
        continue;
      }
      if (status.isSymlink()) {
        throw new StoreException(
            Effect.NONE_DO_NOT_RETRY,
            StoreProblem.UNSUPPORTED_TYPE,
            "%s is a symbolic link. Replace it by what it points to, or move it out of the data root."
                .formatted(status.getPath()));
      }
      String path = directory + name;
      if (!status.isDirectory()) {
        turns.add(new Turn(path, status, false));
      } else if (seen.add(name)) {
        turns.add(new Turn(path + "/", status, true));
        if (withDirectories) {
          turns.add(new Turn(path, status, false));
        }
      }
    }
    turns.sort((a, b) -> ObjectPath.compareUtf8(a.key(), b.key()));
    return turns;
  }

  /** Goes down into each directory when its turn comes. */
  private final class Walk implements Iterator<Turn> {
    private final Deque<Iterator<Turn>> open = new ArrayDeque<>();
    private final String prefix;
    private final boolean withDirectories;
    private Turn next;

    Walk(List<Turn> top, String prefix, boolean withDirectories) {
      this.prefix = prefix;
      this.withDirectories = withDirectories;
      open.push(top.iterator());
    }

    @Override
    public boolean hasNext() {
      while (next == null && !open.isEmpty()) {
        if (open.peek().hasNext()) {
          visit(open.peek().next());
        } else {
          open.pop();
        }
      }
      return next != null;
    }

    private void visit(Turn turn) {
      if (turn.key().startsWith(prefix)) {
        if (turn.content()) {
          open.push(content(turn.key(), withDirectories).iterator());
        } else {
          next = turn;
        }
      }
    }

    @Override
    public Turn next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Turn turn = next;
      next = null;
      return turn;
    }
  }
}
