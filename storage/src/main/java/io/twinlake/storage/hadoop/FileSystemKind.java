package io.twinlake.storage.hadoop;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.StoreContext;
import java.net.URI;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is known of the file systems of some schemes. What is not known here is only read. */
enum FileSystemKind {
  /**
   * Renames are atomic, with and without overwriting; owners, permissions, access control lists.
   */
  HDFS(
      255,
      Ability.PUT_IF_ABSENT,
      Ability.CONDITIONAL,
      Ability.REPLACE_ATOMICALLY,
      Ability.DIRECTORIES,
      Ability.ACL),
  /** Renames are atomic, but always overwrite. */
  LOCAL(255, Ability.CONDITIONAL, Ability.REPLACE_ATOMICALLY),
  /** A flat account by the Blob endpoint of ABFS 3.4.2 or later: a rename never overwrites. */
  ABFS_BLOB(1024, Ability.PUT_IF_ABSENT, Ability.CONDITIONAL),
  /** ABFS of which nobody has seen whether its rename overwrites. */
  ABFS(1024, Ability.CONDITIONAL),
  /**
   * Is listed and read, never written: WASB, whose rename overwrites, and all that we never saw.
   */
  READ_ONLY(1024);

  private static final String SERVICE_TYPE = "fs.azure.fns.account.service.type";
  private static final String HIERARCHICAL = "fs.azure.account.hns.enabled";

  private final int maxComponentBytes;
  private final Set<Ability> abilities;

  FileSystemKind(int maxComponentBytes, Ability... abilities) {
    this.maxComponentBytes = maxComponentBytes;
    this.abilities = EnumSet.noneOf(Ability.class);
    this.abilities.addAll(Set.of(abilities));
  }

  /**
   * The kind behind {@code root}. Costs no request.
   *
   * @param hadoopVersion of the Hadoop on the class path
   */
  static FileSystemKind of(URI root, StoreContext context, String hadoopVersion) {
    return switch (root.getScheme().toLowerCase(Locale.ROOT)) {
      case "hdfs" -> HDFS;
      case "file" -> LOCAL;
      case "abfs", "abfss" ->
          isAtLeast(hadoopVersion, 3, 4, 2)
                  && is(context, SERVICE_TYPE, "BLOB")
                  && is(context, HIERARCHICAL, "false")
              ? ABFS_BLOB
              : ABFS;
      default -> READ_ONLY;
    };
  }

  private static boolean is(StoreContext context, String key, String value) {
    return context.get(key).filter(v -> v.trim().equalsIgnoreCase(value)).isPresent();
  }

  /** Whether {@code version}, {@code 3.4.2} or {@code 3.3.4.5.1-2}, is not older. Pure. */
  static boolean isAtLeast(String version, int... wanted) {
    String[] numbers = version.split("[^0-9]+");
    for (int i = 0; i < wanted.length; i++) {
      int number = i < numbers.length && !numbers[i].isEmpty() ? Integer.parseInt(numbers[i]) : 0;
      if (number != wanted[i]) {
        return number > wanted[i];
      }
    }
    return true;
  }

  Set<Ability> abilities() {
    return EnumSet.copyOf(abilities.isEmpty() ? EnumSet.noneOf(Ability.class) : abilities);
  }

  boolean isWritable() {
    return !abilities.isEmpty();
  }

  boolean isAbfs() {
    return this == ABFS || this == ABFS_BLOB;
  }

  /** The longest part of a path between slashes, in bytes of UTF-8. */
  int maxComponentBytes() {
    return maxComponentBytes;
  }
}
