package io.twinlake.storage.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.core.Effect;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Which object names a Hadoop file system can hold below a root, and where: those that Hadoop's
 * {@link Path} and the file system give back as they stand. {@code Path} folds {@code a//b} into
 * {@code a/b} and drops a closing slash, {@code .} and {@code ..}.
 */
final class HadoopNames {
  /** Begins the name of a file that is being written. Never listed; Spark and Hive skip it, too. */
  static final String TEMPORARY = ".twinlake-tmp-";

  private static final int MAX_HDFS_PATH_CHARS = 8000;
  private static final int MAX_HDFS_DEPTH = 1000;
  private static final int MAX_BLOB_CHARS = 1024;
  private static final int MAX_BLOB_DEPTH = 254;
  private static final char UNREADABLE = '\uFFFD';

  private final URI root;
  private final String rootPath;
  private final FileSystemKind kind;

  /**
   * @param root with a closing slash
   */
  HadoopNames(URI root, FileSystemKind kind) {
    this.root = root;
    this.rootPath = root.getPath();
    this.kind = kind;
  }

  /** The root itself. */
  Path root() {
    return path("");
  }

  /** The place of a directory, {@code ""} or ending with a slash, that a listing has shown. */
  Path directory(String directory) {
    return path(directory.isEmpty() ? "" : directory.substring(0, directory.length() - 1));
  }

  /** The file of {@code path}; empty if no file can have that name. */
  Optional<Path> resolve(String path) {
    return problem(path).isPresent() ? Optional.empty() : Optional.of(path(path));
  }

  /** The file of {@code path}; refuses names that would read back differently. */
  Path require(ObjectPath path) {
    problem(path.value())
        .ifPresent(
            why -> {
              throw refused(path, why);
            });
    return path(path.value());
  }

  static StoreException refused(ObjectPath path, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_NAME,
        ("Hadoop's file system cannot hold an object named '%s': %s. Nothing was written. Exclude it, or use a"
                + " store that can.")
            .formatted(path, why));
  }

  /**
   * The last part of a listed path. A name that {@link Path} cannot hold would come out as another,
   * or as the directory itself.
   *
   * @param directory as {@link #directory} takes it
   */
  String child(String directory, FileStatus status) {
    String parent = rootPath + directory;
    String path = status.getPath().toUri().getPath();
    String name = path.startsWith(parent) ? path.substring(parent.length()) : "";
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(UNREADABLE) >= 0) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNSUPPORTED_NAME,
          ("%s%s holds a name that Hadoop's file system cannot show: it came out as '%s'. The listing is incomplete"
                  + " and is not used. On Azure set 'driver: native' for the site; elsewhere rename the object.")
              .formatted(root, directory, path));
    }
    return name;
  }

  /** Whether a listing of {@code directory} shows that it is a file itself. */
  boolean isItself(String directory, FileStatus status) {
    return status.isFile()
        && (status.getPath().toUri().getPath() + "/").equals(rootPath + directory);
  }

  static boolean isTemporary(String name) {
    return name.startsWith(TEMPORARY);
  }

  /** A name beside {@code file} that no other writer uses. */
  static Path temporarySibling(Path file) {
    return new Path(file.getParent(), TEMPORARY + UUID.randomUUID());
  }

  private Path path(String name) {
    String whole = rootPath + name;
    String trimmed =
        whole.length() > 1 && whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    return new Path(root.getScheme(), root.getRawAuthority(), trimmed);
  }

  private Optional<String> problem(String name) {
    for (String component : name.split("/", -1)) {
      Optional<String> problem = componentProblem(component);
      if (problem.isPresent()) {
        return problem;
      }
    }
    if (name.indexOf('\0') >= 0) {
      return Optional.of("it has a character NUL");
    }
    if (!new String(name.getBytes(UTF_8), UTF_8).equals(name) || name.indexOf(UNREADABLE) >= 0) {
      return Optional.of("it has half a character, or one that stands for unreadable ones");
    }
    String whole = rootPath + name;
    long depth = whole.chars().filter(c -> c == '/').count();
    boolean tooLong =
        switch (kind) {
          case HDFS -> whole.length() > MAX_HDFS_PATH_CHARS || depth > MAX_HDFS_DEPTH;
          case LOCAL -> whole.getBytes(UTF_8).length > 4000;
          default -> whole.length() - 1 > MAX_BLOB_CHARS || depth > MAX_BLOB_DEPTH;
        };
    if (tooLong) {
      return Optional.of("its whole path is too long or too deep");
    }
    String back = path(name).toUri().getPath();
    return back.equals(whole) ? Optional.empty() : Optional.of("it reads back as " + back);
  }

  private Optional<String> componentProblem(String component) {
    if (component.isEmpty()) {
      return Optional.of("it has an empty component");
    }
    if (component.equals(".") || component.equals("..")) {
      return Optional.of("'" + component + "' means a directory");
    }
    if (isTemporary(component)) {
      return Optional.of("names that begin with " + TEMPORARY + " are kept for unfinished writes");
    }
    if (component.getBytes(UTF_8).length > kind.maxComponentBytes() && !kind.isAbfs()) {
      return Optional.of("a component is longer than " + kind.maxComponentBytes() + " bytes");
    }
    if (kind == FileSystemKind.HDFS && component.indexOf(':') >= 0) {
      return Optional.of("HDFS takes no ':'");
    }
    if (kind == FileSystemKind.HDFS && component.equals(".reserved") && rootPath.equals("/")) {
      return Optional.of("HDFS keeps /.reserved for itself");
    }
    if (kind == FileSystemKind.HDFS && component.toLowerCase(Locale.ROOT).equals(".snapshot")) {
      return Optional.of("HDFS keeps .snapshot for itself");
    }
    if (kind.isAbfs() && component.chars().anyMatch(c -> c < ' ' || c == 0x7f || c >= 0xFFFE)) {
      return Optional.of("it has a character that the service cannot list");
    }
    if (kind.isAbfs() && component.indexOf('\\') >= 0) {
      return Optional.of("the service turns '\\' into '/'");
    }
    if (kind.isAbfs() && component.endsWith(".")) {
      return Optional.of("ABFS takes no name that ends with a dot");
    }
    return Optional.empty();
  }
}
