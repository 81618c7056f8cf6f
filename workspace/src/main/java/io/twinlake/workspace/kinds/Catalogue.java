package io.twinlake.workspace.kinds;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Files;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All object types, and how each is read and written. */
public final class Catalogue {
  private static final Contents NO_BYTES = (kind, id, stamp, download) -> new Blob("", 0);

  private final Map<Kind, Port> ports = new EnumMap<>(Kind.class);

  public Catalogue() {
    ports.put(Kind.SERVICE_PRINCIPAL, Identities.servicePrincipals());
    ports.put(Kind.USER, Identities.users());
    ports.put(Kind.GROUP, Identities.groups());
    ports.put(Kind.SECRET_SCOPE, new Secrets());
    ports.put(Kind.DIRECTORY, new WorkspaceTree(Kind.DIRECTORY));
    ports.put(Kind.REPO, new Repos());
    ports.put(Kind.NOTEBOOK, new WorkspaceTree(Kind.NOTEBOOK));
    ports.put(Kind.FILE, new WorkspaceTree(Kind.FILE));
    ports.put(Kind.DBFS_FILE, new Dbfs());
    ports.put(Kind.VOLUME_FILE, new Volumes());
    ports.put(Kind.NOTIFICATION_DESTINATION, Work.notificationDestinations());
    ports.put(Kind.IP_ACCESS_LIST, Conf.ipAccessLists());
    ports.put(Kind.GLOBAL_INIT_SCRIPT, Compute.initScripts());
    ports.put(Kind.INSTANCE_POOL, Compute.pools());
    ports.put(Kind.CLUSTER_POLICY, Compute.policies());
    ports.put(Kind.WAREHOUSE, Compute.warehouses());
    ports.put(Kind.CLUSTER, Compute.clusters());
    ports.put(Kind.LIBRARIES, new Libraries());
    ports.put(Kind.MOUNT, new Mounts());
    ports.put(Kind.QUERY, Work.queries());
    ports.put(Kind.ALERT, Work.alerts());
    ports.put(Kind.DASHBOARD, Work.dashboards());
    ports.put(Kind.PIPELINE, Work.pipelines());
    ports.put(Kind.JOB, Work.jobs());
    ports.put(Kind.WORKSPACE_SETTING, new Conf());
  }

  private Port port(Kind kind) {
    return ports.get(kind);
  }

  /**
   * Reads a workspace. What cannot be read is a problem of the result and the rest goes on; only a
   * workspace that does not answer or let us in stops it.
   */
  public Snapshot read(Api api, Scope scope, Contents contents, Workers workers) {
    Map<Kind, List<Item>> items = new EnumMap<>(Kind.class);
    Set<Kind> complete = EnumSet.noneOf(Kind.class);
    List<Problem> problems = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (!scope.read().contains(kind) && !(kind == Kind.DIRECTORY && scope.hasTree())) {
        continue;
      }
      Reading reading = new Reading(api, scope, contents, workers);
      boolean listed = list(kind, reading);
      List<Item> found = withPermissions(reading, reading.items());
      found.forEach(item -> items.computeIfAbsent(item.kind(), k -> new ArrayList<>()).add(item));
      reading.problems().stream()
          .filter(p -> scope.has(p.kind()) || !kind.isPrincipal())
          .forEach(problems::add);
      if (listed && reading.problems().stream().noneMatch(Problem::isFailure)) {
        complete.add(kind);
      }
    }
    for (Kind kind : List.of(Kind.DBFS_FILE, Kind.VOLUME_FILE)) {
      if (scope.has(kind)) {
        Reading reading = new Reading(api, scope, contents, workers);
        single(kind, reading, items);
        reading.items().forEach(i -> items.computeIfAbsent(kind, k -> new ArrayList<>()).add(i));
        problems.addAll(reading.problems());
      }
    }
    if (!complete.contains(Kind.DIRECTORY)) {
      complete.removeIf(kind -> kind == Kind.NOTEBOOK || kind == Kind.FILE); // One walk for all.
    }
    complete.retainAll(scope.kinds());
    items
        .values()
        .forEach(list -> list.sort(Comparator.comparing(Item::key).thenComparing(Item::id)));
    return new Snapshot(items, complete, problems);
  }

  /** Files outside of the directories: those that are asked for, else those that objects name. */
  private void single(Kind kind, Reading reading, Map<Kind, List<Item>> items) {
    Map<String, String> wanted = new TreeMap<>();
    reading
        .scope()
        .files()
        .ifPresent(
            files ->
                files.stream()
                    .filter(file -> kind == Kind.VOLUME_FILE == file.startsWith("/Volumes/"))
                    .forEach(file -> wanted.put(file, "")));
    if (reading.scope().files().isEmpty()) {
      items.forEach(
          (k, list) ->
              list.forEach(
                  item ->
                      (kind == Kind.DBFS_FILE
                              ? Files.ofDbfs(item.body())
                              : Files.ofVolumes(item.body()))
                          .forEach(file -> wanted.putIfAbsent(file, item.title()))));
    }
    items.getOrDefault(kind, List.of()).forEach(item -> wanted.remove(item.key()));
    reading.each(
        kind,
        List.copyOf(wanted.entrySet()),
        Map.Entry::getKey,
        file -> {
          Optional<Item> found = port(kind).readOne(reading, file.getKey(), file.getKey());
          found.ifPresent(reading::found);
          if (found.isEmpty()
              && !file.getValue().isEmpty()
              && reading.problems().stream().noneMatch(p -> p.key().equals(file.getKey()))) {
            reading.problem(
                Problem.note(
                    kind,
                    file.getKey(),
                    "is named by %s, and is not there.".formatted(file.getValue())));
          }
        });
  }

  private boolean list(Kind kind, Reading reading) {
    try {
      port(kind).read(reading);
      return true;
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      reading.problem(
          e.problem() == ApiProblem.REFUSED || e.problem() == ApiProblem.NOT_AVAILABLE
              ? Problem.note(kind, "", "not available in this workspace: " + e.getMessage())
              : Problem.failed(kind, "", e.getMessage()));
      return false;
    }
  }

  private static List<Item> withPermissions(Reading reading, List<Item> items) {
    List<Item> with =
        items.stream().filter(item -> reading.scope().hasPermissions(item.kind())).toList();
    Reading rights =
        new Reading(reading.api(), reading.scope(), reading.contents(), reading.workers());
    rights
        .workers()
        .each(
            with,
            item ->
                rights.guarded(
                    item.kind(),
                    item.key(),
                    () ->
                        rights.found(
                            item.withAcl(Acls.read(reading.api(), item.kind(), item.id())))));
    rights
        .problems()
        .forEach(
            p ->
                reading.problem(
                    new Problem(p.kind(), p.key(), p.severity(), "permissions: " + p.what())));
    Map<String, Item> byId = new HashMap<>();
    rights.items().forEach(item -> byId.put(item.kind() + item.id(), item));
    return items.stream()
        .map(item -> byId.getOrDefault(item.kind() + item.id(), item))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Reads one object as it is now; nothing if it is gone. */
  public Optional<Item> readOne(
      Api api, Scope scope, Contents contents, Kind kind, String id, String key) {
    try (Workers one = new Workers(1)) {
      return port(kind).readOne(new Reading(api, scope, contents, one), id, key);
    }
  }

  /**
   * Whether a run that dies while it makes such an object leaves nothing to know it by: no mark,
   * and perhaps only a part of it.
   */
  public static boolean needsIntent(Kind kind) {
    return switch (kind) {
      case VOLUME_FILE -> false; // One write does all.
      case CLUSTER, INSTANCE_POOL, WAREHOUSE, JOB, PIPELINE -> false; // These bear a mark.
      case DIRECTORY, NOTEBOOK, FILE, WORKSPACE_SETTING, LIBRARIES -> false; // One write does all.
      default -> true;
    };
  }

  /** Looks for an object of a kind, as the workspace is now. */
  public Optional<Item> find(Api api, Scope scope, Kind kind, Predicate<Item> wanted) {
    try (Workers one = new Workers(1)) {
      Reading reading = new Reading(api, scope, NO_BYTES, one);
      port(kind).read(reading);
      return reading.items().stream().filter(wanted).findFirst();
    }
  }

  /** See {@link Port#create}. */
  public String create(Writing writing, Item item) {
    return port(item.kind()).create(writing, item);
  }

  /** See {@link Port#update}. */
  public void update(Writing writing, String id, Item item, Item there) {
    port(item.kind()).update(writing, id, item, there);
  }

  /** See {@link Port#settle}. */
  public void settle(Api api, Kind kind, String id) {
    port(kind).settle(api, id);
  }

  /** See {@link Port#together}. */
  public void together(Writing writing, Kind kind, List<Item> items) {
    port(kind).together(writing, items);
  }

  /** See {@link Port#written}. */
  public Optional<Item> written(Item wanted) {
    return port(wanted.kind()).written(wanted);
  }

  /** See {@link Port#delete}. */
  public void delete(Api api, Kind kind, String id, String key) {
    port(kind).delete(api, id, key);
  }

  /** Whether an object of this type can be changed into {@code wanted} without a new id. */
  public boolean canBecome(Item there, Item wanted) {
    if (there.kind() != Kind.INSTANCE_POOL) {
      return true;
    }
    Set<String> fields = new TreeSet<>();
    there.body().fieldNames().forEachRemaining(fields::add);
    wanted.body().fieldNames().forEachRemaining(fields::add);
    return fields.stream()
        .filter(Compute::isFixedInPools)
        .allMatch(field -> there.body().path(field).equals(wanted.body().path(field)));
  }
}
