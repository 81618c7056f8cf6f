package io.twinlake.core.settings;

import io.twinlake.core.access.AccessMapping;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is carried over beside the objects, between stores that have it: directories and access
 * rights.
 *
 * @param acl whether access rights are carried over
 * @param aclMap how users and groups are called at the target; looked at for {@link Acl#MAP}
 * @param emptyDirectories whether directories without an object are made
 */
public record TreeSettings(Acl acl, AccessMapping aclMap, EmptyDirectories emptyDirectories)
    implements Serializable {
  public static final TreeSettings DEFAULTS =
      new TreeSettings(Acl.INHERIT, AccessMapping.NONE, EmptyDirectories.COPY);

  /** Whether access rights are carried over. */
  public enum Acl {
    /** The target's own rules apply. */
    INHERIT,
    /** They become those of the source, by the same names. */
    PRESERVE,
    /** They become those of the source, by the names in {@code aclMap}. */
    MAP
  }

  /** What happens with directories in which there is nothing. */
  public enum EmptyDirectories {
    COPY,
    IGNORE
  }

  /** How names become those of the target. */
  public AccessMapping mapping() {
    return acl == Acl.MAP ? aclMap : AccessMapping.IDENTITY;
  }

  /** These, where {@code section} says nothing else. */
  TreeSettings overriddenBy(SettingsReader section) {
    return new TreeSettings(
        section.choice(Acl.class, "acl", acl),
        section.section(
            "aclMap",
            in ->
                new AccessMapping(
                    new TreeMap<>(names(in, "users", aclMap.users())),
                    new TreeMap<>(names(in, "groups", aclMap.groups())),
                    in.choice(AccessMapping.Unmapped.class, "unmapped", aclMap.unmapped()))),
        section.choice(EmptyDirectories.class, "emptyDirectories", emptyDirectories));
  }

  private static Map<String, String> names(
      SettingsReader section, String key, Map<String, String> otherwise) {
    return section.has(key) ? section.section(key, TreeSettings::names) : otherwise;
  }

  private static Map<String, String> names(SettingsReader section) {
    Map<String, String> names = new TreeMap<>();
    for (YamlNode.Entry entry : section.entries()) {
      if (entry.value() instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
        names.put(entry.key(), scalar.text());
      } else if (!(entry.value() instanceof YamlNode.Refused)) {
        section
            .problems()
            .add(
                entry.line(),
                "%s is mapped to no name; write it as 'name at the source: name at the target'"
                    .formatted(SecretText.shown(entry.key())));
      }
    }
    return names;
  }
}
