package io.twinlake.metastore;

import io.twinlake.core.settings.MetastoreSettings;
import io.twinlake.metastore.archive.Selection;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of a catalog is carried. */
public final class Scope {
  private final List<Pattern> databases;
  private final List<Pattern> excluded;
  private final Set<String> left;

  private final Selection selection;

  Scope(MetastoreSettings settings) {
    this(new Selection(settings.databases(), settings.exclude(), settings.kinds()));
  }

  Scope(Selection selection) {
    this.selection = selection;
    this.databases = globs(selection.databases());
    this.excluded = globs(selection.exclude());
    this.left = Set.copyOf(selection.kinds());
  }

  Selection selection() {
    return selection;
  }

  /** Whether an object, or what hangs on one, is carried. */
  boolean test(Key key) {
    return switch (key.kind()) {
      case DATABASE -> database(key.db());
      case FUNCTION -> database(key.db()) && kind(key.kind());
      default -> table(key.db(), key.name()) && kind(key.kind());
    };
  }

  static List<Pattern> globs(List<String> names) {
    return names.stream()
        .map(
            name ->
                Pattern.compile(
                    List.of(name.toLowerCase(Locale.ROOT).split("\\*", -1)).stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"))))
        .toList();
  }

  static boolean matches(List<Pattern> globs, String name) {
    return globs.stream().anyMatch(glob -> glob.matcher(name.toLowerCase(Locale.ROOT)).matches());
  }

  boolean database(String db) {
    // Hive's own views on itself.
    return matches(databases, db) && !Set.of("sys", "information_schema").contains(db);
  }

  boolean table(String db, String table) {
    return database(db) && !matches(excluded, db + "." + table);
  }

  /** Whether what hangs on tables and databases, of this kind, is carried. */
  boolean kind(Kind kind) {
    return switch (kind) {
      case STATISTICS -> !left.contains("statistics");
      case CONSTRAINT -> !left.contains("constraints");
      case GRANT -> !left.contains("grants");
      case FUNCTION -> !left.contains("functions");
      default -> true;
    };
  }
}
