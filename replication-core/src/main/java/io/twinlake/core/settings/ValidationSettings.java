package io.twinlake.core.settings;

import java.util.Optional;

/**
 * How sites are compared: the {@code validation} section of the settings.
 *
 * @param identity the name of the identity that reads both sites' data, whose credentials stand in
 *     the Hadoop configuration; empty for that of the cluster
 * @param listBy by which way objects are listed where there are two
 */
public record ValidationSettings(Optional<String> identity, ListBy listBy) {

  /** By which way a site is listed. */
  public enum ListBy {
    /** By the one that replication does not take, so that one's mistake does not hide in both. */
    OTHER,
    /** By the one that replication takes. */
    SAME
  }

  public static final ValidationSettings DEFAULTS =
      new ValidationSettings(Optional.empty(), ListBy.OTHER);

  /** What the section says, and the defaults for what it leaves out. */
  static ValidationSettings from(SettingsReader settings) {
    Optional<String> identity = settings.text("identity");
    identity
        .filter(name -> !name.matches(DatasetSection.NAME) || name.contains("."))
        .ifPresent(
            name ->
                settings.problem(
                    "identity",
                    "%s cannot name an identity; use letters, digits, '-' and '_', and set its credentials in the Hadoop configuration as twinlake.identity.<name>.<key>"
                        .formatted(SecretText.shown(name))));
    return new ValidationSettings(
        identity, settings.choice(ListBy.class, "listBy", DEFAULTS.listBy()));
  }
}
