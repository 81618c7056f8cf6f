package io.twinlake.storage.file;

import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Which object names a directory can hold, and where: those whose components are file names as they
 * stand, so that nothing reads back under another name.
 */
final class FileNames {
  /** Begins the name of a file that is being written. Such files are never listed. */
  static final String TEMPORARY = ".twinlake-tmp-";

  private static final int MAX_COMPONENT_BYTES = 255;
  private static final char UNREADABLE = '\uFFFD';

  private FileNames() {}

  /** The file of {@code path}; empty if no file below {@code root} can have that name. */
  static Optional<Path> resolve(Path root, ObjectPath path) {
    return problem(path.value()).isPresent()
        ? Optional.empty()
        : Optional.of(root.resolve(path.value()));
  }

  /** The file of {@code path}; refuses names that would read back differently. */
  static Path require(Path root, ObjectPath path) {
    problem(path.value())
        .ifPresent(
            why -> {
              throw new StoreException(
                  Effect.NONE_DO_NOT_RETRY,
                  StoreProblem.UNSUPPORTED_NAME,
                  ("A directory cannot hold an object named '%s': %s. Nothing was written. Exclude it, or use a"
                          + " store that can.")
                      .formatted(path, why));
            });
    return root.resolve(path.value());
  }

  static boolean isTemporary(String fileName) {
    return fileName.startsWith(TEMPORARY);
  }

  /** A name beside {@code file} that no other writer uses. */
  static Path temporarySibling(Path file) {
    return file.resolveSibling(TEMPORARY + UUID.randomUUID());
  }

  /** The name of a listed file. Java shows bytes that its file encoding does not know as U+FFFD. */
  static String listed(Path file) {
    String name = file.getFileName().toString();
    if (name.indexOf(UNREADABLE) >= 0) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNSUPPORTED_NAME,
          ("The name of a file in %s is not readable in this JVM's file encoding (%s). Run with"
                  + " LC_ALL=C.UTF-8, or rename the file.")
              .formatted(file.getParent(), System.getProperty("sun.jnu.encoding")));
    }
    return name;
  }

  private static Optional<String> problem(String name) {
    for (String component : name.split("/", -1)) {
      if (component.isEmpty()) {
        return Optional.of("it has an empty component");
      }
      if (component.equals(".") || component.equals("..")) {
        return Optional.of("'" + component + "' means a directory");
      }
      if (isTemporary(component)) {
        return Optional.of(
            "names that begin with " + TEMPORARY + " are kept for unfinished writes");
      }
      if (component.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES) {
        return Optional.of("a component is longer than " + MAX_COMPONENT_BYTES + " bytes");
      }
    }
    return unmappable(name);
  }

  private static Optional<String> unmappable(String name) {
    if (name.indexOf(UNREADABLE) >= 0) {
      return Optional.of("it has a character that stands for unreadable ones");
    }
    try {
      return Path.of(name).toString().equals(name)
          ? Optional.empty()
          : Optional.of("the file system reads it back as " + Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.of(e.getReason());
    }
  }
}
