package io.twinlake.core.settings;

/**
 * One consistency group: an entry of {@code groups}. A group that only datasets name has the
 * defaults.
 *
 * @param name as datasets give it
 * @param groupFailure what happens with the others where one of its datasets fails
 * @param massChange part of its objects, between 0 and 1; a run that would replace or delete more
 *     is held for a person
 */
public record GroupSettings(String name, GroupFailure groupFailure, double massChange) {
  static final double MASS_CHANGE = 0.3;

  /** What a dataset that fails means for its group. */
  public enum GroupFailure {
    /** Nobody of the group advances. */
    HOLD,
    /** The others go on, and the group is partial. */
    EXCLUDE
  }

  /** The group of that name where the settings say nothing of it. */
  public static GroupSettings byDefault(String name) {
    return new GroupSettings(name, GroupFailure.HOLD, MASS_CHANGE);
  }

  static GroupSettings read(SettingsReader.Named named) {
    GroupSettings otherwise = byDefault(named.name());
    return new GroupSettings(
        named.name(),
        named.section().choice(GroupFailure.class, "groupFailure", otherwise.groupFailure()),
        named.section().share("massChange", otherwise.massChange()));
  }
}
