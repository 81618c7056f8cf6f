package io.twinlake.workspace.kinds;

import io.twinlake.workspace.archive.Directories;
import io.twinlake.workspace.model.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which part of a workspace is meant.
 *
 * @param kinds object types
 * @param paths directories of the tree; {@code /} is all
 * @param dbfs directories of DBFS
 * @param volumes directories of volumes
 * @param files single files of DBFS and volumes that are read too; nothing to follow what the
 *     workspace's own objects name
 * @param permissions whose permissions are read and written
 * @param people whether people are read even where they are not carried, since others refer to them
 * @param mounts how mounts are read and made
 */
public record Scope(
    Set<Kind> kinds,
    List<String> paths,
    List<String> dbfs,
    List<String> volumes,
    Optional<Set<String>> files,
    Permissions permissions,
    boolean people,
    Mounts mounts) {
  /**
   * How mounts are read and made.
   *
   * @param nodeType of the run's own cluster; nothing for the smallest that the workspace offers
   * @param runtime of it; nothing for the newest that is supported for long
   * @param configs of every mount; a value may be {@code {{secrets/scope/key}}}
   */
  public record Mounts(
      Optional<String> nodeType, Optional<String> runtime, SortedMap<String, String> configs) {
    static final Mounts NONE = new Mounts(Optional.empty(), Optional.empty(), new TreeMap<>());
  }

  /** Whose permissions are carried. */
  public enum Permissions {
    /** Of every object that has any. */
    ALL,
    /** Not of single notebooks and files, only of the directories above. */
    CONTAINERS,
    NONE
  }

  public Scope {
    kinds = Set.copyOf(kinds);
    paths = List.copyOf(paths);
    dbfs = List.copyOf(dbfs);
    volumes = List.copyOf(volumes);
  }

  public boolean has(Kind kind) {
    return kinds.contains(kind);
  }

  /** Some kinds alone, without people and permissions. */
  public static Scope only(Set<Kind> kinds) {
    return new Scope(
        kinds,
        List.of(),
        List.of(),
        List.of(),
        Optional.of(Set.of()),
        Permissions.NONE,
        false,
        Mounts.NONE);
  }

  /** The same, with exactly these single files besides the directories. */
  public Scope withFiles(Set<String> names) {
    return new Scope(
        kinds, paths, dbfs, volumes, Optional.of(Set.copyOf(names)), permissions, people, mounts);
  }

  /** The same without one kind. */
  public Scope without(Kind kind) {
    return new Scope(
        kinds.stream().filter(k -> k != kind).collect(Collectors.toSet()),
        paths,
        dbfs,
        volumes,
        files,
        permissions,
        people,
        mounts);
  }

  /** Mounts alone. */
  public Scope mountsOnly() {
    return new Scope(
        Set.of(Kind.MOUNT),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(Set.of()),
        Permissions.NONE,
        false,
        mounts);
  }

  public Directories directories() {
    return new Directories(paths, dbfs, volumes);
  }

  /** Whether something of the workspace's tree lies in a directory that is carried. */
  public boolean isInPaths(String path) {
    return paths.stream()
        .anyMatch(top -> top.equals("/") || path.equals(top) || path.startsWith(top + "/"));
  }

  /** Whether a file lies in a directory that is carried as a whole. */
  public boolean isInDirectories(String file) {
    return Stream.concat(dbfs.stream(), volumes.stream())
        .anyMatch(directory -> directory.equals("/") || file.startsWith(directory + "/"));
  }

  /** What is read, and what an archive holds. */
  public Set<Kind> read() {
    Set<Kind> read = EnumSet.noneOf(Kind.class);
    read.addAll(kinds);
    if (people) {
      read.addAll(EnumSet.of(Kind.USER, Kind.GROUP, Kind.SERVICE_PRINCIPAL));
    }
    return read;
  }

  /** Whether the tree must be walked. */
  boolean hasTree() {
    return kinds.contains(Kind.DIRECTORY)
        || kinds.contains(Kind.NOTEBOOK)
        || kinds.contains(Kind.FILE);
  }

  boolean hasPermissions(Kind kind) {
    return !kind.permissions().isEmpty()
        && permissions != Permissions.NONE
        && (permissions == Permissions.ALL || kind != Kind.NOTEBOOK && kind != Kind.FILE);
  }
}
