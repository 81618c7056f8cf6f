package io.twinlake.workspace.sync;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of mapped places without asking anybody, and what to do about missing ones.
 *
 * @param check what a missing place means
 * @param hereAccounts storage accounts on which the settings put the source site's roots
 * @param thereAccounts the same of the target site
 * @param opened storage accounts that this very run reads and writes
 */
public record Premises(
    Check check, Set<String> hereAccounts, Set<String> thereAccounts, Set<String> opened) {
  /** What a missing place means. */
  public enum Check {
    /** Objects that name it are not carried. */
    REFUSE,
    /** It is told, and they are. */
    WARN,
    /** Nobody looks. */
    NONE
  }

  /** Nobody looks. */
  public static final Premises NOTHING = new Premises(Check.NONE, Set.of(), Set.of(), Set.of());

  public Premises {
    hereAccounts = Set.copyOf(hereAccounts);
    thereAccounts = Set.copyOf(thereAccounts);
    opened = Set.copyOf(opened);
  }

  /** The storage account of {@code abfss://container@account.dfs...}; nothing for other places. */
  public static Optional<String> account(String url) {
    try {
      String host = URI.create(url).getHost();
      return host != null && host.matches("[^.]+\\.(dfs|blob)\\..+")
          ? Optional.of(host.substring(0, host.indexOf('.')).toLowerCase(Locale.ROOT))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
