package io.twinlake.core.settings;

import io.twinlake.core.settings.YamlNode.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the two sites' Hive metastores are carried: the section {@code metastore} of the settings.
 *
 * @param databases that are carried; a star stands for any text
 * @param exclude tables that are left alone, {@code db.table}; a star stands for any text
 * @param kinds what hangs on tables and is left alone
 * @param locations what both sites call one place, beyond their data roots
 * @param mounts of DBFS, by site and mount point
 * @param defaultFs what paths without a scheme lie on, by site
 * @param unmapped what happens with locations that no rule is for
 * @param allowResidue objects in which names of the source may stay
 * @param conflict what wins where somebody changed the target
 * @param deletions whether what is gone at the source is dropped at the target
 * @param deletionCap how much may be dropped in one import
 * @param data whether tables wait for the recovery point that holds their data
 * @param batch partitions in one call, between 1 and 10,000
 * @param timeout how long one call may take
 * @param jars class path of Hive's jars for a metastore that is reached by JDBC
 */
public record MetastoreSettings(
    List<String> databases,
    List<String> exclude,
    List<String> kinds,
    List<SortedMap<String, String>> locations,
    SortedMap<String, SortedMap<String, String>> mounts,
    SortedMap<String, String> defaultFs,
    Unmapped unmapped,
    List<String> allowResidue,
    Conflict conflict,
    Deletions deletions,
    DeletionCap deletionCap,
    Data data,
    int batch,
    Duration timeout,
    Optional<String> jars) {

  /** What happens with locations that no rule is for. */
  public enum Unmapped {
    /** Nothing is imported. */
    FAIL,
    /** They stay as they are, and the report names them. */
    KEEP,
    /** Their objects are left out. */
    SKIP
  }

  /** What wins where somebody changed the target. */
  public enum Conflict {
    /** Neither: it is reported, and left as it is. */
    FAIL,
    SOURCE,
    TARGET
  }

  /** Whether what is gone at the source is dropped at the target. */
  public enum Deletions {
    NONE,
    PROPAGATE
  }

  /** Whether tables wait for their data. */
  public enum Data {
    /** A table or partition is imported once a recovery point holds what it names. */
    REQUIRED,
    /** Something else brings the data. */
    IGNORE
  }

  /** What hangs on tables. */
  public static final List<String> KINDS =
      List.of("statistics", "constraints", "grants", "functions");

  public static final MetastoreSettings DEFAULTS =
      new MetastoreSettings(
          List.of("*"),
          List.of(),
          List.of(),
          List.of(),
          new TreeMap<>(),
          new TreeMap<>(),
          Unmapped.FAIL,
          List.of(),
          Conflict.FAIL,
          Deletions.NONE,
          new DeletionCap(50, 0.05),
          Data.REQUIRED,
          500,
          Duration.ofMinutes(10),
          Optional.empty());

  public MetastoreSettings {
    databases = List.copyOf(databases);
    exclude = List.copyOf(exclude);
    kinds = List.copyOf(kinds);
    locations = List.copyOf(locations);
    allowResidue = List.copyOf(allowResidue);
  }

  /** What the section {@code metastore} says, and the defaults for what it leaves out. */
  static MetastoreSettings from(SettingsReader settings, Set<String> sites) {
    List<String> kinds = list(settings, "kinds", List.of());
    for (String kind : kinds) {
      if (!KINDS.contains(kind)) {
        settings.problem(
            "kinds",
            "names %s, which is none of %s%s"
                .formatted(
                    SecretText.shown(kind), String.join(", ", KINDS), Nearest.hint(kind, KINDS)));
      }
    }
    return new MetastoreSettings(
        list(settings, "databases", DEFAULTS.databases()),
        list(settings, "exclude", DEFAULTS.exclude()),
        kinds,
        settings.sections("locations", section -> both(section, sites)),
        mounts(settings, sites),
        settings.section("defaultFs", section -> bySite(section, sites)),
        settings.choice(Unmapped.class, "unmapped", DEFAULTS.unmapped()),
        list(settings, "allowResidue", DEFAULTS.allowResidue()),
        settings.choice(Conflict.class, "conflict", DEFAULTS.conflict()),
        settings.choice(Deletions.class, "deletions", DEFAULTS.deletions()),
        new DeletionCap(
            settings.longAtLeast(0, "deletionCount", DEFAULTS.deletionCap().count()),
            settings.share("deletionShare", DEFAULTS.deletionCap().share())),
        settings.choice(Data.class, "data", DEFAULTS.data()),
        batch(settings),
        settings.duration("timeout", DEFAULTS.timeout()),
        settings.text("jars"));
  }

  private static int batch(SettingsReader settings) {
    int batch = settings.intAtLeast(1, "batch", DEFAULTS.batch());
    if (batch > 10_000) {
      settings.problem("batch", "is more than 10000; servers are fastest with 500 to 1000");
      return DEFAULTS.batch();
    }
    return batch;
  }

  private static List<String> list(SettingsReader settings, String key, List<String> otherwise) {
    if (!settings.has(key)) {
      return otherwise;
    }
    return settings.texts(key, "write one name for each").stream()
        .map(YamlNode.Scalar::text)
        .toList();
  }

  /** The keys are the sites, which the user named. */
  private static SortedMap<String, String> bySite(SettingsReader section, Set<String> sites) {
    SortedMap<String, String> names = new TreeMap<>();
    for (Entry entry : section.entries()) {
      if (!sites.contains(entry.key()) && sites.size() == 2) {
        section
            .problems()
            .add(
                entry.line(),
                "%s is no site; there are %s"
                    .formatted(SecretText.shown(entry.key()), String.join(", ", sites)));
      } else if (entry.value() instanceof YamlNode.Scalar scalar && isPlace(scalar.text())) {
        names.put(entry.key(), scalar.text());
      } else {
        section
            .problems()
            .add(
                entry.line(),
                "a place is a whole URI without a part behind '?', such as abfss://container@account.dfs.core.windows.net/path, hdfs://name/path or dbfs:/mnt/name");
      }
    }
    return names;
  }

  private static boolean isPlace(String text) {
    return text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/[^?]*|/[^?]*");
  }

  private static SortedMap<String, String> both(SettingsReader section, Set<String> sites) {
    SortedMap<String, String> names = bySite(section, sites);
    if (!names.keySet().equals(sites) && sites.size() == 2) {
      section
          .problems()
          .add(
              section.entries().stream().findFirst().map(Entry::line).orElse(1),
              "a location says what both sites call one place: { %s }"
                  .formatted(String.join(": ..., ", sites) + ": ..."));
    }
    return names;
  }

  private static SortedMap<String, SortedMap<String, String>> mounts(
      SettingsReader settings, Set<String> sites) {
    SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
    settings.namedSections(
        "mounts",
        named -> {
          if (!sites.contains(named.name()) && sites.size() == 2) {
            settings
                .problems()
                .add(
                    named.line(),
                    "%s is no site; there are %s"
                        .formatted(SecretText.shown(named.name()), String.join(", ", sites)));
          }
          return all.put(named.name(), mountPoints(named.section()));
        });
    return all;
  }

  private static SortedMap<String, String> mountPoints(SettingsReader section) {
    SortedMap<String, String> points = new TreeMap<>();
    for (Entry entry : section.entries()) {
      if (!entry.key().startsWith("/")) {
        section.problems().add(entry.line(), "a mount point begins with '/', as /mnt/raw does");
      } else if (entry.value() instanceof YamlNode.Scalar scalar && isPlace(scalar.text())) {
        points.put(entry.key(), scalar.text());
      } else {
        section.problems().add(entry.line(), "what is mounted is a whole URI");
      }
    }
    return points;
  }
}
