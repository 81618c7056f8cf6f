package io.twinlake.workspace;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.settings.WorkspaceSettings;
import io.twinlake.workspace.activate.Wave;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Limit;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.sync.ImportOptions;
import io.twinlake.workspace.sync.Premises;
import io.twinlake.workspace.sync.Region;
import io.twinlake.workspace.sync.Starters;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        place.azureResourceId(),
        Optional.empty());
  }

  /** The account, whose failover groups are looked at. */
  static Connection connection(WorkspaceSettings.Account account) {
    WorkspaceSettings.Place place = account.place();
    return new Connection(
        "account " + account.id(),
        place.profile(),
        place.host(),
        place.configFile(),
        place.authType(),
        place.azureResourceId(),
        Optional.of(account.id()));
  }

  /** What Databricks lists as replicated by its managed recovery. */
  static Set<Kind> listed() {
    Set<Kind> listed = EnumSet.noneOf(Kind.class);
    WorkspaceSettings.MANAGED.forEach(name -> listed.add(Kind.of(name)));
    return listed;
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
                        Region.What.of(mapping.of()),
                        mapping.names().get(settings.from()),
                        mapping.names().get(settings.to())))
            .toList();
    return new ImportOptions(
        settings.from(),
        settings.to(),
        scope(workspace),
        managed(workspace),
        new Region(rules),
        premises(settings),
        starters(workspace),
        workspace.conflict() == WorkspaceSettings.Conflict.OVERWRITE,
        workspace.deletions() == WorkspaceSettings.Deletions.PROPAGATE);
  }

  private static Premises premises(Settings settings) {
    Site to = settings.sites().get(settings.to());
    return new Premises(
        Premises.Check.valueOf(settings.workspace().checkMappings().name()),
        accounts(settings.sites().get(settings.from())),
        accounts(to),
        accounts(Stream.of(to.control())));
  }

  private static Set<String> accounts(Site site) {
    return accounts(
        Stream.concat(
            Stream.concat(site.roots().values().stream(), site.history().stream()),
            Stream.of(site.control())));
  }

  private static Set<String> accounts(Stream<URI> places) {
    return places
        .flatMap(place -> Premises.account(place.toString()).stream())
        .collect(Collectors.toSet());
  }
}
