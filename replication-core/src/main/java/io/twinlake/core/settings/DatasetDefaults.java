package io.twinlake.core.settings;

import io.twinlake.core.settings.DatasetSettings.AbsolutePaths;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.settings.DatasetSettings.Deletions;
import io.twinlake.core.settings.DatasetSettings.Engine;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.settings.DatasetSettings.Versions;
import java.time.Duration;
import java.util.Optional;

/** What {@code defaults} and each dataset may say; a dataset says it for itself. */
record DatasetDefaults(
    Mode mode,
    Objective objective,
    Deletions deletions,
    DeletionCap deletionCap,
    Duration retention,
    Optional<Adopt> adopt,
    Engine engine,
    TreeSettings tree,
    Replace replace,
    Versions versions,
    AbsolutePaths absolutePaths) {

  /** What holds where a file says nothing: warn early, delete nothing, keep history. */
  static final DatasetDefaults BUILT_IN =
      new DatasetDefaults(
          Mode.REPLICATE,
          new Objective(Duration.ofHours(1), Duration.ofHours(4)),
          Deletions.NONE,
          DeletionCap.DEFAULT,
          Duration.ofDays(14),
          Optional.empty(),
          Engine.TWINLAKE,
          TreeSettings.DEFAULTS,
          Replace.ATOMIC,
          Versions.FULL,
          AbsolutePaths.FAIL);

  /** This, where {@code section} says nothing else. */
  DatasetDefaults overriddenBy(SettingsReader section) {
    Optional<Adopt> adopts = section.optionalChoice(Adopt.class, "adopt");
    return new DatasetDefaults(
        section.choice(Mode.class, "mode", mode),
        section.section(
            "objective",
            in ->
                new Objective(
                    in.duration("rpo", objective.rpo()), in.duration("rto", objective.rto()))),
        section.choice(Deletions.class, "deletions", deletions),
        section.section(
            "deletionCap",
            in ->
                new DeletionCap(
                    in.longAtLeast(0, "count", deletionCap.count()),
                    in.share("share", deletionCap.share()))),
        section.duration("retention", retention),
        adopts.isPresent() ? adopts : adopt,
        section.choice(Engine.class, "engine", engine),
        tree.overriddenBy(section),
        section.choice(Replace.class, "replace", replace),
        section.choice(Versions.class, "versions", versions),
        section.choice(AbsolutePaths.class, "absolutePaths", absolutePaths));
  }
}
