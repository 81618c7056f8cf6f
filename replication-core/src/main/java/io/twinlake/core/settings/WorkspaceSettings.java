package io.twinlake.core.settings;

import io.twinlake.core.settings.YamlNode.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the two sites' Databricks workspaces are carried: the section {@code workspace} of the
 * settings.
 *
 * @param exclude object types that are left alone
 * @param managed object types that Databricks' own managed disaster recovery carries; they are left
 *     to it, and keep their ids
 * @param account the Databricks account, whose failover groups are looked at
 * @param paths directories of the workspace's tree that are carried
 * @param dbfs directories of DBFS that are carried
 * @param volumes directories of Unity Catalog volumes that are carried
 * @param permissions whose permissions are carried
 * @param conflict what wins where somebody changed the target
 * @param deletions whether what is gone at the source is removed at the target, one run later
 * @param passiveJobs how jobs rest at the passive side
 * @param secrets whether values of secrets are carried from workspace to workspace
 * @param mounts how mounts of DBFS are read and made
 * @param mappings what the sites call differently
 * @param checkMappings what it means that a mapped account, vault or endpoint is not at the target
 * @param waves of jobs, in the order in which they are woken
 * @param limits requests in a second, by class; what is not named has its default
 */
public record WorkspaceSettings(
    List<String> exclude,
    List<String> managed,
    Optional<Account> account,
    List<String> paths,
    List<String> dbfs,
    List<String> volumes,
    Permissions permissions,
    Conflict conflict,
    Deletions deletions,
    PassiveJobs passiveJobs,
    Secrets secrets,
    Mounts mounts,
    List<Mapping> mappings,
    CheckMappings checkMappings,
    List<Wave> waves,
    SortedMap<String, Double> limits) {

  /** Whose permissions are carried. */
  public enum Permissions {
    ALL,
    /** Not of single notebooks and files, only of the directories above. */
    CONTAINERS,
    NONE
  }

  /** What wins where somebody changed the target. */
  public enum Conflict {
    KEEP,
    OVERWRITE
  }

  /** Whether what is gone at the source is removed at the target. */
  public enum Deletions {
    NONE,
    PROPAGATE
  }

  /** How jobs rest at the passive side. */
  public enum PassiveJobs {
    /** Schedules are paused, and no run is accepted at all. */
    LOCKED,
    /** Schedules are paused; runs that somebody starts are accepted. */
    PAUSED
  }

  /** Whether values of secrets are carried. */
  public enum Secrets {
    /** Only names. */
    NAMES,
    /** Values too, from workspace to workspace, never through a file. */
    COPY
  }

  /** What it means that a mapped storage account, Key Vault or endpoint is missing. */
  public enum CheckMappings {
    /** Objects that name it are not carried. */
    REFUSE,
    /** It is told, and they are. */
    WARN,
    /** Nobody looks. */
    NONE
  }

  /**
   * How mounts of DBFS are read and made.
   *
   * @param carry whether they are
   * @param nodeType of the run's own cluster; nothing for the smallest that is offered
   * @param runtime of it; nothing for the newest that is supported for long
   * @param configs of every mount
   */
  public record Mounts(
      Carry carry,
      Optional<String> nodeType,
      Optional<String> runtime,
      SortedMap<String, String> configs) {
    /** Whether mounts are carried. */
    public enum Carry {
      NONE,
      /** By a generated notebook, in a run of its own at each side. */
      JOB
    }

    static Mounts from(SettingsReader settings) {
      return new Mounts(
          settings.choice(Carry.class, "carry", Carry.NONE),
          settings.text("nodeType"),
          settings.text("runtime"),
          settings.section("configs", Mounts::configs));
    }

    /** The keys are Hadoop's. Credentials stand here by reference only. */
    private static SortedMap<String, String> configs(SettingsReader section) {
      SortedMap<String, String> configs = new TreeMap<>();
      for (Entry entry : section.entries()) {
        if (!(entry.value() instanceof YamlNode.Scalar scalar)) {
          section.problems().add(entry.line(), "a mount's configs are single values");
        } else if (SecretText.isSecretName(entry.key())
            && !scalar.text().matches("\\{\\{secrets/[^/}]+/[^/}]+}}")) {
          section
              .problems()
              .add(
                  entry.line(),
                  "a credential of mounts is named by reference, '{{secrets/scope/key}}'; its value does not belong here");
        } else {
          configs.put(entry.key(), scalar.text());
        }
      }
      return configs;
    }
  }

  /**
   * What both sites call the same thing.
   *
   * @param of one of {@link #MAPPED}
   * @param names by site
   */
  public record Mapping(String of, SortedMap<String, String> names) {}

  /**
   * Jobs that are woken together.
   *
   * @param jobs their names; a star stands for any text
   * @param canaries of them, those that are run once, and must end well, before the next wave
   */
  public record Wave(String name, List<String> jobs, List<String> canaries) {}

  /**
   * How one site's workspace is reached. Credentials come from where the Databricks SDK finds them.
   */
  public record Place(
      Optional<String> profile,
      Optional<String> host,
      Optional<String> configFile,
      Optional<String> authType,
      Optional<String> azureResourceId) {
    static Place from(SettingsReader settings) {
      Place place =
          new Place(
              settings.text("profile"),
              settings.text("host"),
              settings.text("configFile"),
              settings.text("authType"),
              settings.text("azureResourceId"));
      if (place.profile.isEmpty() && place.host.isEmpty() && place.azureResourceId.isEmpty()) {
        settings
            .problems()
            .add(
                settings.line("profile"),
                "a workspace is named by its profile, its host or its azureResourceId; name one of them");
      }
      return place;
    }
  }

  /**
   * The Databricks account of the workspaces.
   *
   * @param id of the account
   * @param place how it is reached, like a workspace
   */
  public record Account(String id, Place place) {
    static Account from(SettingsReader settings) {
      return new Account(settings.requiredText("id"), Place.from(settings));
    }
  }

  /** Names of object types. */
  public static final List<String> KINDS =
      List.of(
          "service-principal",
          "user",
          "group",
          "secret-scope",
          "directory",
          "repo",
          "notebook",
          "file",
          "dbfs-file",
          "volume-file",
          "instance-pool",
          "cluster-policy",
          "warehouse",
          "notification-destination",
          "cluster",
          "libraries",
          "mount",
          "query",
          "alert",
          "dashboard",
          "pipeline",
          "job",
          "global-init-script",
          "workspace-setting",
          "ip-access-list");

  /** What Databricks says that its managed disaster recovery replicates. */
  public static final List<String> MANAGED =
      List.of("directory", "notebook", "warehouse", "cluster", "job");

  private static final String ALL_MANAGED = "databricks";

  /** What mappings may be about. */
  public static final List<String> MAPPED =
      List.of("nodeTypes", "runtimes", "storageAccounts", "keyVaults", "texts");

  /** Classes of requests. */
  public static final List<String> LIMITED =
      List.of(
          "export",
          "import",
          "jobs",
          "permissionsRead",
          "permissionsWrite",
          "dbfs",
          "secrets",
          "scim",
          "read",
          "write");

  public static final WorkspaceSettings DEFAULTS =
      new WorkspaceSettings(
          List.of(),
          List.of(),
          Optional.empty(),
          List.of("/"),
          List.of("/FileStore/jars", "/databricks/init", "/databricks/scripts"),
          List.of(),
          Permissions.ALL,
          Conflict.KEEP,
          Deletions.NONE,
          PassiveJobs.LOCKED,
          Secrets.NAMES,
          new Mounts(Mounts.Carry.NONE, Optional.empty(), Optional.empty(), new TreeMap<>()),
          List.of(),
          CheckMappings.REFUSE,
          List.of(),
          new TreeMap<>());

  public WorkspaceSettings {
    exclude = List.copyOf(exclude);
    paths = List.copyOf(paths);
    managed = List.copyOf(managed);
    dbfs = List.copyOf(dbfs);
    volumes = List.copyOf(volumes);
    mappings = List.copyOf(mappings);
    waves = List.copyOf(waves);
  }

  /**
   * What the section {@code workspace} says, and the defaults for what it leaves out.
   *
   * @param sites names of the two sites
   */
  static WorkspaceSettings from(SettingsReader settings, Set<String> sites) {
    List<String> managed =
        kinds(settings, "managed").stream()
            .flatMap(kind -> kind.equals(ALL_MANAGED) ? MANAGED.stream() : Stream.of(kind))
            .distinct()
            .toList();
    return new WorkspaceSettings(
        kinds(settings, "exclude"),
        managed,
        settings.has("account")
            ? Optional.of(settings.section("account", Account::from))
            : Optional.empty(),
        directories(settings, "paths", DEFAULTS.paths()),
        directories(settings, "dbfs", DEFAULTS.dbfs()),
        directories(settings, "volumes", DEFAULTS.volumes()),
        settings.choice(Permissions.class, "permissions", DEFAULTS.permissions()),
        settings.choice(Conflict.class, "conflict", DEFAULTS.conflict()),
        settings.choice(Deletions.class, "deletions", DEFAULTS.deletions()),
        settings.choice(PassiveJobs.class, "passiveJobs", DEFAULTS.passiveJobs()),
        settings.choice(Secrets.class, "secrets", DEFAULTS.secrets()),
        settings.section("mounts", Mounts::from),
        settings.section("mappings", section -> mappings(section, sites)),
        settings.choice(CheckMappings.class, "checkMappings", DEFAULTS.checkMappings()),
        settings.sections(
            "waves",
            section ->
                new Wave(
                    section.requiredText("name"),
                    list(section, "jobs", List.of()),
                    list(section, "canaries", List.of()))),
        settings.section("limits", WorkspaceSettings::limits));
  }

  private static List<String> kinds(SettingsReader settings, String key) {
    List<String> kinds = list(settings, key, List.of());
    for (String kind : kinds) {
      boolean known = KINDS.contains(kind) || key.equals("managed") && kind.equals(ALL_MANAGED);
      if (!known) {
        settings.problem(
            key,
            "names %s, which is no object type%s"
                .formatted(SecretText.shown(kind), Nearest.hint(kind, KINDS)));
      }
    }
    return kinds;
  }

  private static List<String> list(SettingsReader settings, String key, List<String> otherwise) {
    if (!settings.has(key)) {
      return otherwise;
    }
    return settings.texts(key, "write one name for each").stream()
        .map(YamlNode.Scalar::text)
        .toList();
  }

  private static List<String> directories(
      SettingsReader settings, String key, List<String> otherwise) {
    List<String> paths = list(settings, key, otherwise);
    for (String path : paths) {
      if (!path.startsWith("/") || path.length() > 1 && path.endsWith("/")) {
        settings.problem(
            key,
            "names %s; a directory begins with '/' and does not end with one"
                .formatted(SecretText.shown(path)));
      }
    }
    return paths;
  }

  private static List<Mapping> mappings(SettingsReader settings, Set<String> sites) {
    List<Mapping> all = new ArrayList<>();
    for (String of : MAPPED) {
      all.addAll(settings.sections(of, section -> new Mapping(of, names(section, sites))));
    }
    return all;
  }

  /** The keys are the sites, which the user named. */
  private static SortedMap<String, String> names(SettingsReader section, Set<String> sites) {
    SortedMap<String, String> names = new TreeMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Entry entry : section.entries()) {
      lines.put(entry.key(), entry.line());
      if (entry.value() instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
        names.put(entry.key(), scalar.text());
      }
    }
    if (!names.keySet().equals(sites) && sites.size() == 2) {
      section
          .problems()
          .add(
              lines.values().stream().findFirst().orElse(1),
              "a mapping says what both sites call the same thing: { %s }"
                  .formatted(String.join(": ..., ", sites) + ": ..."));
    }
    return names;
  }

  private static SortedMap<String, Double> limits(SettingsReader settings) {
    SortedMap<String, Double> limits = new TreeMap<>();
    for (String limited : LIMITED) {
      double perSecond = settings.parsedRate(limited, Units::requestRate);
      if (perSecond > 0) {
        limits.put(limited, perSecond);
      }
    }
    return limits;
  }
}
