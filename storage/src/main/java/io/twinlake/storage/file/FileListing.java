package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Walks directories in the order of whole paths. {@code a-b} precedes {@code a/b} although
 * directory {@code a} precedes file {@code a-b} by name, so siblings are compared with a slash
 * behind each directory. Memory is that of the directories on the way down.
 *
 * <p>A directory that cannot be read, or vanishes after it was seen, is an error. A single file
 * that vanishes before it was looked at is not listed: the listing is then one of a moment later.
 */
final class FileListing {
  /** A file, or a directory whose name ends with a slash. */
  private record Child(String name, Path file, Optional<ObjectEntry> entry) {
    boolean isDirectory() {
      return entry.isEmpty();
    }
  }

  private final Path root;

  FileListing(Path root) {
    this.root = root;
  }

  Stream<ObjectEntry> below(ObjectPrefix prefix) {
    String directory = directoryOf(prefix);
    Iterator<ObjectEntry> walk = new Walk(children(directory), prefix.value());
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            walk, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
        false);
  }

  Level level(ObjectPrefix prefix) {
    List<ObjectEntry> objects = new ArrayList<>();
    List<ObjectPrefix> prefixes = new ArrayList<>();
    for (Child child : children(directoryOf(prefix))) {
      if (child.name().startsWith(prefix.value())) {
        child.entry().ifPresentOrElse(objects::add, () -> prefixes.add(directoryPrefix(child)));
      }
    }
    return new Level(objects, prefixes);
  }

  private static ObjectPrefix directoryPrefix(Child child) {
    return new ObjectPrefix(child.name());
  }

  private static String directoryOf(ObjectPrefix prefix) {
    return prefix.value().substring(0, prefix.value().lastIndexOf('/') + 1);
  }

  /** What lies directly in {@code directory} (empty or ending with a slash), in order. */
  private List<Child> children(String directory) {
    Optional<Path> place =
        directory.isEmpty()
            ? Optional.of(root)
            : FileNames.resolve(
                root, ObjectPath.of(directory.substring(0, directory.length() - 1)));
    if (place.isEmpty() || !Files.isDirectory(place.get())) {
      return List.of();
    }
    requireInside(place.get());
    return read(directory, place.get());
  }

  private void requireInside(Path directory) {
    try {
      if (!directory.toRealPath().startsWith(root.toRealPath())) {
        throw linkRefused(directory);
      }
    } catch (IOException e) {
      throw FileFailures.of("list " + directory, e);
    }
  }

  private List<Child> read(String prefix, Path directory) {
    List<Child> children = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!FileNames.isTemporary(file.getFileName().toString())) {
          child(prefix, file).ifPresent(children::add);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw FileFailures.of("list " + directory, e.getCause());
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.UNAVAILABLE,
          "%s vanished while it was being listed. The listing is incomplete and is not used; list again."
              .formatted(directory),
          e);
    } catch (IOException e) {
      throw FileFailures.of("list " + directory, e);
    }
    children.sort((a, b) -> ObjectPath.compareUtf8(a.name(), b.name()));
    return children;
  }

  private Optional<Child> child(String prefix, Path file) throws IOException {
    String name = prefix + FileNames.listed(file);
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (attributes.isDirectory()) {
      return Optional.of(new Child(name + "/", file, Optional.empty()));
    }
    if (attributes.isSymbolicLink()) {
      attributes = target(file);
    }
    if (!attributes.isRegularFile()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNSUPPORTED_TYPE,
          "%s is neither a file nor a directory. Move it out of the data root.".formatted(file));
    }
    return Optional.of(new Child(name, file, Optional.of(entry(ObjectPath.of(name), attributes))));
  }

  private BasicFileAttributes target(Path link) {
    try {
      Path target = link.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(target, BasicFileAttributes.class);
      if (!target.startsWith(root.toRealPath()) || !attributes.isRegularFile()) {
        throw linkRefused(link);
      }
      return attributes;
    } catch (IOException e) {
      throw linkRefused(link);
    }
  }

  static StoreException linkRefused(Path link) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_TYPE,
        ("%s is or lies behind a symbolic link that leads out of the data root, to a directory or nowhere. Only"
                + " links to files within the root are followed. Replace the link by what it points to, or remove it.")
            .formatted(link));
  }

  static ObjectEntry entry(ObjectPath path, BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
    return new ObjectEntry(
        path,
        attributes.size(),
        ObjectVersion.weak(modified, attributes.size()),
        modified,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  /** Goes down into each directory when its turn comes. */
  private final class Walk implements Iterator<ObjectEntry> {
    private final Deque<Iterator<Child>> open = new ArrayDeque<>();
    private final String prefix;
    private Optional<ObjectEntry> next = Optional.empty();

    Walk(List<Child> top, String prefix) {
      this.prefix = prefix;
      open.push(top.iterator());
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty() && !open.isEmpty()) {
        if (open.peek().hasNext()) {
          visit(open.peek().next());
        } else {
          open.pop();
        }
      }
      return next.isPresent();
    }

    private void visit(Child child) {
      if (child.name().startsWith(prefix)) {
        if (child.isDirectory()) {
          open.push(read(child.name(), child.file()).iterator());
        } else {
          next = child.entry();
        }
      }
    }

    @Override
    public ObjectEntry next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      ObjectEntry entry = next.orElseThrow();
      next = Optional.empty();
      return entry;
    }
  }
}
