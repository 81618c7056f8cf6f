package io.twinlake.workspace;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.WorkspaceSettings;
import io.twinlake.workspace.activate.Wave;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Limit;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.sync.ImportOptions;
import io.twinlake.workspace.sync.Region;
import io.twinlake.workspace.sync.Starters;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings in this room's words. */
final class Translated {
  private Translated() {}

  static Connection connection(String site, WorkspaceSettings.Place place) {
    return new Connection(
        site,
        place.profile(),
        place.host(),
        place.configFile(),
        place.authType(),
        place.azureResourceId());
  }

  static Map<Limit, Double> limits(WorkspaceSettings settings) {
    Map<Limit, Double> limits = new EnumMap<>(Limit.class);
    settings
        .limits()
        .forEach(
            (name, perSecond) ->
                limits.put(
                    Limit.valueOf(name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT)),
                    perSecond));
    return limits;
  }

  static Scope scope(WorkspaceSettings settings) {
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    settings.exclude().forEach(name -> kinds.remove(Kind.of(name)));
    kinds.removeAll(managed(settings));
    if (settings.mounts().carry() == WorkspaceSettings.Mounts.Carry.NONE) {
      kinds.remove(Kind.MOUNT);
    }
    return new Scope(
        kinds,
        settings.paths(),
        settings.dbfs(),
        settings.volumes(),
        Optional.empty(),
        Scope.Permissions.valueOf(settings.permissions().name()),
        true,
        new Scope.Mounts(
            settings.mounts().nodeType(),
            settings.mounts().runtime(),
            settings.mounts().configs()));
  }

  /** What is left to Databricks itself. */
  static Set<Kind> managed(WorkspaceSettings settings) {
    Set<Kind> managed = EnumSet.noneOf(Kind.class);
    settings.managed().forEach(name -> managed.add(Kind.of(name)));
    return managed;
  }

  static Starters starters(WorkspaceSettings settings) {
    return new Starters(settings.passiveJobs() == WorkspaceSettings.PassiveJobs.LOCKED);
  }

  static List<Wave> waves(WorkspaceSettings settings) {
    return settings.waves().stream()
        .map(wave -> new Wave(wave.name(), wave.jobs(), wave.canaries()))
        .toList();
  }

  static ImportOptions options(Settings settings) {
    WorkspaceSettings workspace = settings.workspace();
    List<Region.Rule> rules =
        workspace.mappings().stream()
            .map(
                mapping ->
                    new Region.Rule(
                        what(mapping.of()),
                        mapping.names().get(settings.from()),
                        mapping.names().get(settings.to())))
            .toList();
    return new ImportOptions(
        settings.from(),
        settings.to(),
        scope(workspace),
        managed(workspace),
        new Region(rules),
        starters(workspace),
        workspace.conflict() == WorkspaceSettings.Conflict.OVERWRITE,
        workspace.deletions() == WorkspaceSettings.Deletions.PROPAGATE);
  }

  private static Region.What what(String of) {
    return switch (of) {
      case "nodeTypes" -> Region.What.NODE_TYPE;
      case "runtimes" -> Region.What.RUNTIME;
      case "storageAccounts" -> Region.What.STORAGE_ACCOUNT;
      case "keyVaults" -> Region.What.KEY_VAULT;
      default -> Region.What.TEXT;
    };
  }
}
