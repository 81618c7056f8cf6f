package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.settings.MetastoreSettings.Deletions;
import io.twinlake.metastore.MetastoreReader;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has no parameters, and so no room for a mark: functions, statistics, constraints, grants.
 * What was imported of them last is remembered beside them.
 */
public final class Hanging {
  private final SortedMap<String, String> imported;
  private final SortedMap<String, String> now = new TreeMap<>();

  /**
   * @param imported hashes of what the last import left, by key
   */
  public Hanging(Map<String, String> imported) {
    this.imported = new TreeMap<>(imported);
  }

  /** What to remember once the plan is carried out. */
  public SortedMap<String, String> now() {
    return now;
  }

  void plan(
      ImportPlan plan,
      Manifest manifest,
      Planner.Objects objects,
      Map<Key, Boolean> tables,
      Preparation preparation,
      Coverage coverage,
      MetastoreReader target,
      Planner.Rules rules) {
    Map<Key, String> early = new HashMap<>();
    Map<Key, Item> theirs = new HashMap<>();
    Map<Kind, List<Item>> ours = new HashMap<>();
    for (Manifest.Part part : manifest.parts()) {
      if (part.kind() == Kind.FUNCTION
          || part.kind() == Kind.STATISTICS
          || part.kind() == Kind.CONSTRAINT
          || part.kind() == Kind.GRANT) {
        objects.accept(
            part,
            source -> {
              boolean ofTable =
                  source.key().kind() != Kind.FUNCTION && !source.key().name().isEmpty();
              if (rules.scope().test(source.key())
                  && (!ofTable || tables.containsKey(table(source.key())))) {
                Preparation.Prepared prepared = preparation.prepare(source);
                plan.findings.addAll(prepared.findings());
                coverage
                    .waitsFor(source)
                    .or(() -> prepared.item().flatMap(rules.missing()))
                    .ifPresent(why -> early.put(source.key(), why));
                prepared
                    .item()
                    .ifPresent(
                        item ->
                            ours.computeIfAbsent(part.kind(), k -> new ArrayList<>()).add(item));
              }
            });
      }
    }
    List<String> databases = target.databases();
    if (ours.containsKey(Kind.FUNCTION)
        || imported.keySet().stream().anyMatch(k -> k.startsWith("function "))) {
      for (ObjectNode raw : target.functions()) {
        Key key = Key.function(raw.path("dbName").asText(), raw.path("functionName").asText());
        theirs.put(key, new Item(key, raw));
      }
    }
    ours.getOrDefault(Kind.STATISTICS, List.of()).stream()
        .filter(item -> !tables.get(table(item.key())))
        .forEach(item -> statistics(item, target, theirs));
    for (Kind kind : List.of(Kind.CONSTRAINT, Kind.GRANT)) {
      ours.getOrDefault(kind, List.of()).stream()
          .map(item -> table(item.key()))
          .distinct()
          .filter(table -> databases.contains(table.db()) && !tables.getOrDefault(table, false))
          .forEach(table -> hangs(kind, table, target, theirs));
    }
    ours.values().forEach(items -> items.forEach(item -> decide(plan, item, theirs, early, rules)));
    gone(plan, theirs, ours, rules);
  }

  private static Key table(Key key) {
    return new Key(key.name().isEmpty() ? Kind.DATABASE : Kind.TABLE, key.db(), key.name(), "");
  }

  private static void statistics(Item ours, MetastoreReader target, Map<Key, Item> theirs) {
    List<String> columns = new ArrayList<>();
    ours.raw().path("statsObj").forEach(one -> columns.add(one.path("colName").asText()));
    String part = ours.key().part();
    target
        .statistics(
            ours.key().db(), ours.key().name(), columns, part.isEmpty() ? List.of() : List.of(part))
        .forEach(raw -> theirs.put(ours.key(), new Item(ours.key(), raw)));
  }

  private static void hangs(Kind kind, Key table, MetastoreReader target, Map<Key, Item> theirs) {
    List<ObjectNode> found =
        kind == Kind.GRANT
            ? target.grants(table.db(), table.name())
            : target.constraints(table.db(), table.name());
    for (ObjectNode raw : found) {
      String what = kind == Kind.GRANT ? grant(raw) : raw.path("constraintName").asText();
      Key key = table.as(kind, what);
      theirs.put(key, new Item(key, raw));
    }
  }

  /** Who, and what. */
  public static String grant(ObjectNode raw) {
    return "%s:%s:%s"
        .formatted(
            raw.path("principalType").asText(),
            raw.path("principalName").asText(),
            raw.path("grantInfo").path("privilege").asText());
  }

  private void decide(
      ImportPlan plan,
      Item item,
      Map<Key, Item> theirs,
      Map<Key, String> early,
      Planner.Rules rules) {
    Optional<Item> there = Optional.ofNullable(theirs.get(item.key()));
    String ours = Content.hash(item);
    Optional<String> base = Optional.ofNullable(imported.get(item.key().toString()));
    if (item.key().kind() == Kind.STATISTICS || rules.adopt()) {
      // They say what the data is like, whoever counted it last.
      base = there.map(Content::hash);
    }
    Decision decision =
        Decision.of(Optional.of(ours), there.map(Content::hash), base, rules.conflict());
    Optional<String> waits =
        decision.writes() ? Optional.ofNullable(early.get(item.key())) : Optional.empty();
    if (!decision.needsSomebody() && waits.isEmpty()) {
      now.put(item.key().toString(), ours);
    } else {
      base.ifPresent(hash -> now.put(item.key().toString(), hash));
    }
    plan.lines.add(
        new ImportPlan.Line(
            decision,
            item.key(),
            decision == Decision.KEEP ? Optional.empty() : Optional.of(item),
            there,
            decision == Decision.ALTER || decision.needsSomebody()
                ? Fields.between(there.map(Content::of).orElse(Trees.object()), Content.of(item))
                : List.of(),
            waits));
    plan.evidence.append(
        "%s%s %s %s %s%n"
            .formatted(
                decision,
                waits.isPresent() ? " waits" : "",
                item.key(),
                ours,
                there.map(Content::hash).orElse("")));
  }

  /** Functions and grants that we made, and that the source has no more. */
  private void gone(
      ImportPlan plan, Map<Key, Item> theirs, Map<Kind, List<Item>> ours, Planner.Rules rules) {
    theirs.keySet().stream()
        .filter(key -> !rules.scope().test(key) && imported.containsKey(key.toString()))
        .forEach(key -> now.put(key.toString(), imported.get(key.toString())));
    theirs.keySet().removeIf(key -> !rules.scope().test(key));
    if (rules.deletions() != Deletions.PROPAGATE) {
      return;
    }
    theirs.forEach(
        (key, item) -> {
          boolean droppable = key.kind() == Kind.FUNCTION || key.kind() == Kind.GRANT;
          boolean there =
              ours.getOrDefault(key.kind(), List.of()).stream().anyMatch(o -> o.key().equals(key));
          if (droppable && !there && Content.hash(item).equals(imported.get(key.toString()))) {
            plan.lines.add(
                new ImportPlan.Line(
                    Decision.DROP,
                    key,
                    Optional.empty(),
                    Optional.of(item),
                    List.of(),
                    Optional.empty()));
            plan.evidence.append("drop ").append(key).append('\n');
          }
        });
  }
}
