package io.twinlake.metastore.archive;

import java.util.List;

/**
 * Which part of a catalog was asked for, as the settings say it. What an export was not asked for
 * is not in it, and that says nothing about whether it is there.
 *
 * @param databases names, {@code *} for any letters
 * @param exclude tables that are left alone, as {@code database.table}
 * @param kinds what else is left alone
 */
public record Selection(List<String> databases, List<String> exclude, List<String> kinds) {
  public Selection {
    databases = List.copyOf(databases);
    exclude = List.copyOf(exclude);
    kinds = List.copyOf(kinds);
  }
}
