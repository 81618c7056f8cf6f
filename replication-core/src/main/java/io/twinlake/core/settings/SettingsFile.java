package io.twinlake.core.settings;

import io.twinlake.core.settings.DatasetSection.Located;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings.Tables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a whole settings file and checks what its parts say about each other. */
final class SettingsFile {
  private static final Pattern FORMAT = Pattern.compile("settings/(\\d{1,9})(?:\\.\\d{1,9})?");

  /** The section {@code replicate}. */
  private record Direction(String from, String to) {}

  private final Problems problems;
  private final SortedMap<String, Site> sites = new TreeMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private SettingsFile(Problems problems) {
    this.problems = problems;
  }

  /** Throws {@link SettingsException} with everything that is wrong. */
  static Settings load(String text, String origin) {
    return load(text, new Problems(origin));
  }

  static Settings load(String text, Problems problems) {
    Optional<YamlNode> document = YamlText.read(text, problems);
    if (document.isPresent() && !(document.get() instanceof YamlNode.Mapping)) {
      problems.add(document.get().line(), "settings are a mapping of keys and values");
    }
    if (document.isEmpty() || !(document.get() instanceof YamlNode.Mapping mapping)) {
      problems.throwIfAny();
      throw new IllegalStateException("A file without settings was not reported");
    }
    SettingsReader reader = new SettingsReader(problems, "", "", mapping);
    requireFormat(reader);
    Settings settings = new SettingsFile(problems).read(reader);
    reader.reportUnknownKeys();
    problems.throwIfAny();
    return settings;
  }

  /** Of a format that this version does not know nothing more can be said. */
  private static void requireFormat(SettingsReader reader) {
    if (!reader.has("format")) {
      reader.problems().add(1, "format is missing; begin the file with 'format: settings/1'");
      return;
    }
    Optional<String> format = reader.text("format");
    if (format.isEmpty()) {
      return;
    }
    Matcher parts = FORMAT.matcher(format.get());
    if (!parts.matches()) {
      reader.problem("format", SecretText.shown(format.get()) + " is unknown; write 'settings/1'");
    } else if (!parts.group(1).equals("1")) {
      Problems only = reader.problems().emptied();
      only.add(
          reader.line("format"),
          "format %s is newer than this version of Twinlake, which reads settings/1; use the version"
                  .formatted(SecretText.shown(format.get()))
              + " that the file was written for");
      only.throwIfAny();
    }
  }

  private Settings read(SettingsReader reader) {
    String pair = reader.requiredText("pair");
    DatasetSection.requireName(reader, "pair");
    readSites(reader);
    Direction direction = reader.section("replicate", this::direction);
    DatasetDefaults defaults = reader.section("defaults", DatasetDefaults.BUILT_IN::overriddenBy);
    List<Located> datasets =
        reader.sections("datasets", section -> DatasetSection.read(section, defaults));
    if (!reader.has("datasets") || datasets.isEmpty()) {
      problems.add(
          reader.line("datasets"),
          "datasets is missing or empty; name at least one, { name: orders, root: raw/orders }");
    }
    requireKnownRoots(datasets);
    requireDistinctNames(datasets);
    requireDisjoint(datasets);
    requireSinks(datasets);
    SortedMap<String, GroupSettings> groups = new TreeMap<>();
    reader
        .namedSections("groups", named -> group(named, datasets))
        .forEach(group -> groups.put(group.name(), group));
    return new Settings(
        pair,
        sites,
        direction.from(),
        direction.to(),
        datasets.stream().map(Located::dataset).toList(),
        reader.section("transfer", TransferSettings::from),
        reader.section("throttle", ThrottleSettings::from),
        reader.choice(Tables.class, "tables", Tables.REFUSE),
        reader.section("workspace", section -> WorkspaceSettings.from(section, sites.keySet())),
        groups,
        reader.section("metastore", section -> MetastoreSettings.from(section, sites.keySet())),
        reader.section("validation", ValidationSettings::from));
  }

  private GroupSettings group(SettingsReader.Named named, List<Located> datasets) {
    SortedSet<String> used = new TreeSet<>();
    datasets.forEach(located -> located.dataset().group().ifPresent(used::add));
    if (!used.contains(named.name())) {
      problems.add(
          named.line(),
          "groups.%s: no dataset is in a group of that name%s"
              .formatted(
                  SecretText.shown(named.name()),
                  used.isEmpty()
                      ? "; name it with 'group' in its datasets"
                      : Nearest.hint(named.name(), used)));
    }
    return GroupSettings.read(named);
  }

  private void readSites(SettingsReader reader) {
    if (!reader.has("sites")) {
      problems.add(1, "sites is missing; it names the two sites and their places");
      return;
    }
    List<Site> found =
        reader.namedSections(
            "sites",
            named -> {
              if (!named.name().matches(DatasetSection.NAME)) {
                problems.add(
                    named.line(),
                    "%s cannot name a site; use letters, digits, '.', '-' and '_'"
                        .formatted(SecretText.shown(named.name())));
              }
              Site site = SiteSection.read(named);
              named
                  .section()
                  .entries()
                  .forEach(
                      entry ->
                          lines.put("sites." + named.name() + "." + entry.key(), entry.line()));
              return site;
            });
    found.forEach(site -> sites.put(site.name(), site));
    if (found.size() != 2) {
      problems.add(
          reader.line("sites"), "a pair has two sites; there are " + found.size() + " here");
    }
    List<Site> whole = found.stream().filter(site -> !SiteSection.isReported(site)).toList();
    for (PlaceProblem problem : PlaceRules.check(whole, PlaceRules::ofText)) {
      problems.add(lines.getOrDefault(problem.place(), 1), problem.message());
    }
  }

  private Direction direction(SettingsReader section) {
    String from = section.requiredText("from");
    String to = section.requiredText("to");
    for (String key : List.of("from", "to")) {
      section
          .text(key)
          .filter(site -> !sites.containsKey(site) && !sites.isEmpty())
          .ifPresent(
              site ->
                  section.problem(
                      key,
                      "%s is not one of the sites, %s%s"
                          .formatted(
                              SecretText.shown(site),
                              String.join(" and ", sites.keySet()),
                              Nearest.hint(site, sites.keySet()))));
    }
    if (!from.isEmpty() && from.equals(to)) {
      section.problem("to", "is the site that 'from' names; replication needs the other one");
    }
    return new Direction(from, to);
  }

  private void requireKnownRoots(List<Located> datasets) {
    SortedSet<String> all = new TreeSet<>();
    sites.values().forEach(site -> all.addAll(site.roots().keySet()));
    Set<String> local = new HashSet<>();
    for (Located located : datasets) {
      DatasetSettings dataset = located.dataset();
      if (dataset.mode() == Mode.LOCAL) {
        local.add(dataset.root());
      }
      if (!dataset.root().isEmpty()
          && sites.values().stream().noneMatch(site -> isWritten(site, dataset.root()))
          && !sites.isEmpty()) {
        problems.add(
            located.rootLine(),
            "dataset %s: no site has a data root %s%s"
                .formatted(
                    dataset.name(),
                    SecretText.shown(dataset.root()),
                    all.isEmpty()
                        ? ""
                        : Nearest.to(dataset.root(), all)
                            .map("; did you mean '%s'?"::formatted)
                            .orElse("; there are " + String.join(", ", all))));
      }
    }
    if (sites.size() != 2) {
      return;
    }
    Site first = sites.get(sites.firstKey());
    Site second = sites.get(sites.lastKey());
    for (String root : all) {
      boolean here = isWritten(first, root);
      boolean there = isWritten(second, root);
      if (here != there && !local.contains(root)) {
        Site has = here ? first : second;
        Site lacks = here ? second : first;
        problems.add(
            lines.getOrDefault("sites." + has.name() + "." + root, 1),
            "sites.%s has no data root %s, which sites.%s has; add it there%s"
                .formatted(
                    lacks.name(),
                    SecretText.shown(root),
                    has.name(),
                    Nearest.to(root, List.of("control", "history"))
                        .map(" (or did you mean '%s'?)"::formatted)
                        .orElse("")));
      }
    }
  }

  /** Whether the site names that root, even where its place was reported. */
  private boolean isWritten(Site site, String root) {
    return !SiteSection.isReserved(root) && lines.containsKey("sites." + site.name() + "." + root);
  }

  private void requireDistinctNames(List<Located> datasets) {
    Map<String, Located> byName = new HashMap<>();
    for (Located located : datasets) {
      String name = located.dataset().name();
      Located before = byName.putIfAbsent(name.toLowerCase(Locale.ROOT), located);
      if (before != null && !name.isEmpty()) {
        problems.add(
            located.nameLine(),
            "two datasets are called %s, the other on line %d; case makes no difference. Rename one"
                .formatted(SecretText.shown(name), before.nameLine()));
      }
    }
  }

  private void requireDisjoint(List<Located> datasets) {
    for (int i = 0; i < datasets.size(); i++) {
      for (int j = i + 1; j < datasets.size(); j++) {
        DatasetSettings a = datasets.get(i).dataset();
        DatasetSettings b = datasets.get(j).dataset();
        if (!a.root().equals(b.root()) || a.root().isEmpty()) {
          continue;
        }
        boolean same = a.directory().equals(b.directory());
        boolean aInB = a.directory().value().startsWith(b.directory().value());
        boolean bInA = b.directory().value().startsWith(a.directory().value());
        if (same || aInB || bInA) {
          problems.add(
              datasets.get(j).rootLine(),
              "datasets %s and %s overlap: %s. An object belongs to one dataset; name directories that"
                      .formatted(
                          a.name(),
                          b.name(),
                          same ? "both are " + where(a) : bInA ? inside(b, a) : inside(a, b))
                  + " lie beside each other");
        }
      }
    }
  }

  /** A stream's checkpoint only means something beside the table that it writes to. */
  private void requireSinks(List<Located> datasets) {
    for (Located located : datasets) {
      Optional<StreamSettings> stream = located.dataset().stream();
      boolean isThere =
          stream.isEmpty()
              || stream.get().sinkRoot().isEmpty()
              || datasets.stream()
                  .map(Located::dataset)
                  .anyMatch(d -> d.mode() == Mode.REPLICATE && stream.get().isIn(d));
      if (!isThere) {
        problems.add(
            located.nameLine(),
            "dataset %s: its sink %s lies in no dataset that is replicated, so that no batch of it could be found at the target; add a dataset that holds it"
                .formatted(located.dataset().name(), SecretText.shown(stream.get().sink())));
      }
    }
  }

  private static String inside(DatasetSettings inner, DatasetSettings outer) {
    return where(inner) + " lies inside " + where(outer);
  }

  private static String where(DatasetSettings dataset) {
    String directory = dataset.directory().value();
    return directory.isEmpty()
        ? dataset.root()
        : dataset.root() + "/" + directory.substring(0, directory.length() - 1);
  }
}
