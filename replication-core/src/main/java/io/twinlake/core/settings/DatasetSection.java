package io.twinlake.core.settings;

import io.twinlake.core.filter.PathFilter;
import io.twinlake.core.partition.PartitionRule;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.partition.PartitionWindow.Outside;
import io.twinlake.core.store.ObjectPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code datasets}. */
final class DatasetSection {
  static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  /**
   * A dataset with the lines that later checks point to.
   *
   * @param nameLine where its name stands
   * @param rootLine where its root stands
   */
  record Located(DatasetSettings dataset, int nameLine, int rootLine) {}

  private DatasetSection() {}

  static Located read(SettingsReader section, DatasetDefaults defaults) {
    section.notYet("from");
    String name = section.requiredText("name");
    requireName(section, "name");
    String written = section.requiredText("root");
    String root = namesDirectory(section, "root", written) ? written : "";
    int slash = root.indexOf('/');
    String directory = slash < 0 ? "" : root.substring(slash + 1);
    requireName(section, "group");
    Optional<String> ready = section.text("ready");
    if (ready.filter(marker -> marker.contains("/")).isPresent()) {
      section.problem("ready", "is the name of an object in each partition, so it has no '/'");
    }
    Optional<StreamSettings> stream = StreamSettings.read(section);
    DatasetDefaults own = defaults.overriddenBy(section);
    DatasetSettings dataset =
        new DatasetSettings(
            name,
            slash < 0 ? root : root.substring(0, slash),
            ObjectPrefix.directory(directory),
            own.mode(),
            section.text("group"),
            own.objective(),
            own.deletions(),
            own.deletionCap(),
            own.retention(),
            own.adopt(),
            own.engine(),
            own.replace(),
            new PartitionWindow(
                section.namedSections("partitions", DatasetSection::partitionRule).stream()
                    .flatMap(Optional::stream)
                    .toList()),
            ready,
            filter(section),
            own.tree(),
            own.versions(),
            own.absolutePaths(),
            stream,
            section.section("rows", RowIdentity::read));
    if (section.has("aclMap") && own.tree().acl() != TreeSettings.Acl.MAP) {
      section.problem("aclMap", "has no effect here; set 'acl: map' too, or remove it");
    }
    if (own.engine() == DatasetSettings.Engine.DISTCP
        && own.adopt().filter(a -> a == DatasetSettings.Adopt.VERIFY).isEmpty()) {
      section.problem(
          "engine",
          "needs 'adopt: verify' beside it: what DistCp wrote is compared byte by byte before it counts");
    }
    return new Located(dataset, section.line("name"), section.line("root"));
  }

  /** Checks a name that becomes part of paths and reports. */
  static void requireName(SettingsReader section, String key) {
    section
        .text(key)
        .filter(name -> !name.matches(NAME))
        .ifPresent(
            name ->
                section.problem(
                    key,
                    "%s cannot be a name; use at most 63 letters, digits, '.', '-' and '_', and a"
                            .formatted(SecretText.shown(name))
                        + " letter or digit first"));
  }

  /** Whether a directory below a data root is named; says why if not. */
  static boolean namesDirectory(SettingsReader section, String key, String root) {
    if (root.isEmpty()) {
      return false;
    }
    String message = "";
    if (root.contains(":") || root.startsWith("/")) {
      message = "is not the name of a data root and a directory below it; write it like raw/orders";
    } else if (root.contains("\\")) {
      message = "has a '\\'; write '/' between directories";
    } else if (Arrays.stream(root.replaceFirst("/$", "").split("/", -1))
        .anyMatch(segment -> Set.of("", ".", "..").contains(segment))) {
      message = "has a segment that is empty, '.' or '..'; write it without";
    }
    if (!message.isEmpty()) {
      section.problem(key, message);
    }
    return message.isEmpty();
  }

  private static Optional<PartitionRule> partitionRule(SettingsReader.Named named) {
    SettingsReader section = named.section();
    Outside outside = section.choice(Outside.class, "outside", Outside.REPORT);
    Optional<String> from = section.text("from");
    Optional<String> to = section.text("to");
    List<String> in =
        section.texts("in", "write __HIVE_DEFAULT_PARTITION__ for the partition of nulls").stream()
            .map(YamlNode.Scalar::text)
            .toList();
    String label = "partitions." + named.name();
    boolean range = section.has("from") || section.has("to");
    if (section.has("in") == range) {
      section
          .problems()
          .add(
              named.line(),
              label + " must have either a list 'in', or a range 'from' and 'to', or one of these");
      return Optional.empty();
    }
    if (section.has("in") && in.isEmpty()) {
      section.problems().add(section.line("in"), label + ".in lists no value, so nothing is in it");
      return Optional.empty();
    }
    if (range && from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          range
              ? PartitionRule.between(named.name(), from, to, outside)
              : PartitionRule.oneOf(named.name(), in, outside));
    } catch (IllegalArgumentException e) {
      section.problems().add(named.line(), label + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static PathFilter filter(SettingsReader section) {
    List<String> rules = new ArrayList<>();
    for (YamlNode.Scalar rule :
        section.texts("filters", "put each rule between quotes, \"- *.tmp\"")) {
      Optional<String> problem = PathFilter.problem(rule.text());
      if (problem.isPresent()) {
        section
            .problems()
            .add(
                rule.line(),
                "filter rule %s: %s".formatted(SecretText.shown(rule.text()), problem.get()));
      } else {
        rules.add(rule.text());
      }
    }
    return PathFilter.withScratchExcluded(rules);
  }
}
