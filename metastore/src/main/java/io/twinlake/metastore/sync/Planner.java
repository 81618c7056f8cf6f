package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.settings.DeletionCap;
import io.twinlake.core.settings.MetastoreSettings.Conflict;
import io.twinlake.core.settings.MetastoreSettings.Deletions;
import io.twinlake.metastore.MetastoreReader;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.PartitionNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Compares what comes with what is there, object by object. Reads only. */
public final class Planner {
  private static final int TABLES = 100;

  /** Gives the objects of one document of an export. */
  public interface Objects extends BiConsumer<Manifest.Part, Consumer<Item>> {}

  /**
   * How decisions are taken.
   *
   * @param adopt whether objects without anybody's mark are taken for ours
   * @param scope whether a database is carried at all
   * @param missing which file that an object names, as it shall be at the target, is not there
   */
  public record Rules(
      String pair,
      Conflict conflict,
      Deletions deletions,
      DeletionCap cap,
      boolean adopt,
      int batch,
      Predicate<Key> scope,
      Function<Item, Optional<String>> missing) {}

  private record Theirs(String hash, Optional<String> base) {}

  private final MetastoreReader target;
  private final Preparation preparation;
  private final Coverage coverage;
  private final Rules rules;
  private final Hanging hanging;
  private final Set<Key> partitioned = new HashSet<>();
  private Set<String> unread = Set.of();
  private ImportPlan plan;

  public Planner(
      MetastoreReader target,
      Preparation preparation,
      Coverage coverage,
      Rules rules,
      Hanging hanging) {
    this.target = target;
    this.preparation = preparation;
    this.coverage = coverage;
    this.rules = rules;
    this.hanging = hanging;
  }

  public ImportPlan plan(Manifest manifest, Objects objects) {
    plan = new ImportPlan(manifest.id());
    unread = manifest.leftOut();
    Set<String> targetDatabases = new HashSet<>(target.databases());
    Set<Key> seen = new HashSet<>();
    each(manifest, objects, Kind.DATABASE, item -> database(item, targetDatabases, seen));
    List<Item> page = new ArrayList<>();
    Map<Key, Boolean> created = new HashMap<>();
    for (Manifest.Part part : manifest.parts()) {
      if (part.kind() == Kind.TABLE) {
        objects.accept(
            part,
            item -> {
              if (!rules.scope().test(item.key())) {
                return;
              }
              page.add(item);
              if (page.size() == TABLES) {
                tables(page, targetDatabases, seen, created);
                page.clear();
              }
            });
        tables(page, targetDatabases, seen, created);
        page.clear();
      }
    }
    partitions(manifest, objects, created);
    hanging.plan(plan, manifest, objects, created, preparation, coverage, target, rules);
    if (rules.deletions() == Deletions.PROPAGATE) {
      drops(targetDatabases, seen);
    }
    leftovers(targetDatabases, seen);
    return plan;
  }

  /** Tables that a run made beside others and died before it could put them in their place. */
  private void leftovers(Set<String> databases, Set<Key> seen) {
    for (String db : databases.stream().sorted().toList()) {
      if (!rules.scope().test(Key.database(db))) {
        continue;
      }
      List<String> names =
          target.tableNames(db).stream()
              .filter(name -> name.endsWith(ImportRun.BESIDE))
              .filter(name -> !seen.contains(Key.table(db, name)))
              .sorted()
              .toList();
      for (ObjectNode raw : target.tables(db, names, (name, why) -> {})) {
        Item item = new Item(Key.table(db, raw.path("tableName").asText()), raw);
        if (Mark.of(item).filter(mark -> mark.pair().equals(rules.pair())).isPresent()
            && plan.lines.stream().noneMatch(line -> line.key().equals(item.key()))) {
          plan.lines.add(
              new ImportPlan.Line(
                  Decision.DROP,
                  item.key(),
                  Optional.empty(),
                  Optional.of(item),
                  List.of(),
                  Optional.empty()));
          plan.evidence.append("leftover ").append(item.key()).append('\n');
        }
      }
    }
  }

  private void each(Manifest manifest, Objects objects, Kind kind, Consumer<Item> work) {
    for (Manifest.Part part : manifest.parts()) {
      if (part.kind() == kind) {
        objects.accept(
            part,
            item -> {
              if (rules.scope().test(item.key())) {
                work.accept(item);
              }
            });
      }
    }
  }

  private void database(Item source, Set<String> there, Set<Key> seen) {
    seen.add(source.key());
    Optional<Item> theirs =
        there.contains(source.key().db())
            ? target.database(source.key().db()).map(raw -> new Item(source.key(), raw))
            : Optional.empty();
    Preparation.Prepared prepared = preparation.prepare(source);
    if (source.key().db().equals("default") && theirs.isPresent()) {
      // Every server makes it by itself, in its own warehouse.
      line(Decision.KEEP, source.key(), Optional.empty(), theirs, Optional.empty());
      return;
    }
    decide(source, prepared, theirs);
  }

  private void tables(
      List<Item> page, Set<String> databases, Set<Key> seen, Map<Key, Boolean> created) {
    if (page.isEmpty()) {
      return;
    }
    String db = page.get(0).key().db();
    Map<String, Item> theirs = new HashMap<>();
    if (databases.contains(db)) {
      target
          .tables(
              db,
              page.stream().map(item -> item.key().name()).toList(),
              (name, why) -> plan.findings.add(Finding.stops(Key.table(db, name), why)))
          .forEach(
              raw -> {
                String name = raw.path("tableName").asText();
                theirs.put(name, new Item(Key.table(db, name), raw));
              });
    }
    for (Item source : page) {
      seen.add(source.key());
      if (!source.raw().path("partitionKeys").isEmpty()) {
        partitioned.add(source.key());
      }
      Optional<ImportPlan.Line> line =
          decide(
              source,
              preparation.prepare(source),
              Optional.ofNullable(theirs.get(source.key().name())));
      line.filter(l -> l.waitsFor().isEmpty() && l.decision() != Decision.CONFLICT)
          .ifPresent(l -> created.put(source.key(), l.decision() == Decision.CREATE));
    }
  }

  private Optional<ImportPlan.Line> decide(
      Item source, Preparation.Prepared prepared, Optional<Item> theirs) {
    plan.findings.addAll(prepared.findings());
    if (prepared.item().isEmpty()) {
      return Optional.empty();
    }
    Item ours = Preparation.withSecretsOf(prepared.item().get(), theirs, plan.findings);
    Decision decision =
        Decision.of(
            Optional.of(Content.hash(ours)),
            theirs.map(Content::hash),
            theirs.flatMap(this::base),
            rules.conflict());
    Optional<String> waits =
        decision == Decision.CREATE || decision == Decision.ALTER
            ? coverage.waitsFor(source)
            : Optional.empty();
    return Optional.of(
        line(decision, source.key(), Optional.of(Mark.on(ours, rules.pair())), theirs, waits));
  }

  private Optional<String> base(Item theirs) {
    Optional<Mark> mark = Mark.of(theirs);
    if (mark.isEmpty()) {
      return rules.adopt() ? Optional.of(Content.hash(theirs)) : Optional.empty();
    }
    return mark.filter(m -> m.pair().equals(rules.pair())).map(Mark::hash);
  }

  private ImportPlan.Line line(
      Decision decision,
      Key key,
      Optional<Item> ours,
      Optional<Item> theirs,
      Optional<String> waits) {
    List<Fields.Difference> differences =
        decision == Decision.ALTER || decision.needsSomebody()
            ? Fields.between(
                theirs.map(Content::of).orElse(io.twinlake.metastore.model.Trees.object()),
                ours.map(Content::of).orElse(io.twinlake.metastore.model.Trees.object()))
            : List.of();
    ImportPlan.Line line =
        new ImportPlan.Line(
            decision,
            key,
            decision == Decision.KEEP ? Optional.empty() : ours,
            theirs,
            differences,
            waits);
    plan.lines.add(line);
    plan.evidence
        .append(decision)
        .append(waits.isPresent() ? " waits " : " ")
        .append(key)
        .append(' ')
        .append(ours.map(Content::hash).orElse(""))
        .append(' ')
        .append(theirs.map(Content::hash).orElse(""))
        .append('\n');
    return line;
  }

  private void partitions(Manifest manifest, Objects objects, Map<Key, Boolean> created) {
    Map<Key, List<Manifest.Part>> parts = new HashMap<>();
    manifest.parts().stream()
        .filter(part -> part.kind() == Kind.PARTITION)
        .forEach(
            part ->
                parts
                    .computeIfAbsent(Key.table(part.db(), part.table()), k -> new ArrayList<>())
                    .add(part));
    created.keySet().stream()
        .sorted()
        .forEach(
            table -> {
              boolean fresh = created.get(table);
              List<Manifest.Part> ours = parts.getOrDefault(table, List.of());
              Map<String, Theirs> theirs =
                  fresh || !partitioned.contains(table) ? Map.of() : theirs(table);
              if (!ours.isEmpty() || !theirs.isEmpty()) {
                partitions(table, ours, theirs, objects);
              }
            });
  }

  /** What is there, as hashes: a table may have a hundred thousand partitions. */
  private Map<String, Theirs> theirs(Key table) {
    Map<String, Theirs> theirs = new HashMap<>();
    List<ObjectNode> raw = target.tables(table.db(), List.of(table.name()), (n, why) -> {});
    if (raw.isEmpty() || raw.get(0).path("partitionKeys").isEmpty()) {
      return theirs;
    }
    List<String> keys = PartitionNames.keys(raw.get(0));
    List<String> names = target.partitionNames(table.db(), table.name());
    for (int i = 0; i < names.size(); i += rules.batch()) {
      for (ObjectNode one :
          target.partitions(
              table.db(),
              table.name(),
              names.subList(i, Math.min(names.size(), i + rules.batch())))) {
        String name = PartitionNames.of(keys, one);
        Item item = new Item(Key.partition(table.db(), table.name(), name), one);
        theirs.put(name, new Theirs(Content.hash(item), base(item)));
      }
    }
    return theirs;
  }

  private void partitions(
      Key table, List<Manifest.Part> parts, Map<String, Theirs> theirs, Objects objects) {
    ImportPlan.Partitions needs = new ImportPlan.Partitions();
    plan.partitions.put(table, needs);
    Set<String> seen = new HashSet<>();
    java.security.MessageDigest digest = digest();
    for (Manifest.Part part : parts) {
      objects.accept(
          part,
          source -> {
            String name = source.key().part();
            seen.add(name);
            Preparation.Prepared prepared = preparation.prepare(source);
            plan.findings.addAll(prepared.findings());
            if (prepared.item().isEmpty()) {
              return;
            }
            String ours = Content.hash(prepared.item().get());
            Optional<Theirs> there = Optional.ofNullable(theirs.get(name));
            Decision decision =
                Decision.of(
                    Optional.of(ours),
                    there.map(Theirs::hash),
                    there.flatMap(Theirs::base),
                    rules.conflict());
            boolean waits = decision.writes() && coverage.waitsFor(source).isPresent();
            String evidence =
                "%s %s %s %s %s\n"
                    .formatted(decision, waits, name, ours, there.map(Theirs::hash).orElse(""));
            digest.update(evidence.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (waits) {
              needs.waiting.add(name);
            } else {
              switch (decision) {
                case CREATE -> needs.added.add(name);
                case ALTER -> needs.altered.add(name);
                case DRIFT, CONFLICT -> needs.disputed.add(name);
                default -> needs.kept++;
              }
            }
          });
    }
    theirs.forEach(
        (name, there) -> {
          if (!seen.contains(name)) {
            Decision decision =
                Decision.of(
                    Optional.empty(), Optional.of(there.hash()), there.base(), rules.conflict());
            if (decision == Decision.DROP && rules.deletions() == Deletions.PROPAGATE) {
              needs.dropped.add(name);
            } else {
              needs.foreign++;
            }
          }
        });
    plan.evidence
        .append(table)
        .append(' ')
        .append(java.util.HexFormat.of().formatHex(digest.digest()))
        .append(' ')
        .append(needs.dropped)
        .append('\n');
  }

  private static java.security.MessageDigest digest() {
    try {
      return java.security.MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  /** What is ours at the target and was not in the export. */
  private void drops(Set<String> databases, Set<Key> seen) {
    List<ImportPlan.Line> drops = new ArrayList<>();
    for (String db : databases.stream().sorted().toList()) {
      Key key = Key.database(db);
      if (!rules.scope().test(key)) {
        continue;
      }
      List<String> names =
          target.tableNames(db).stream()
              .filter(name -> !seen.contains(Key.table(db, name)))
              .filter(name -> rules.scope().test(Key.table(db, name)))
              .sorted()
              .toList();
      for (int i = 0; i < names.size(); i += TABLES) {
        target
            .tables(db, names.subList(i, Math.min(names.size(), i + TABLES)), (n, why) -> {})
            .forEach(
                raw -> drop(new Item(Key.table(db, raw.path("tableName").asText()), raw), drops));
      }
      if (!seen.contains(key) && !db.equals("default")) {
        target.database(db).ifPresent(raw -> drop(new Item(key, raw), drops));
      }
    }
    long partitions = plan.partitions.values().stream().mapToLong(p -> p.dropped.size()).sum();
    long all =
        plan.lines.size()
            + plan.partitions.values().stream().mapToLong(p -> p.kept + p.altered.size()).sum()
            + drops.size()
            + partitions;
    // Functions and grants that go are planned already.
    long hangingDrops = plan.count(Decision.DROP);
    long wanted = drops.size() + partitions + hangingDrops;
    if (wanted > 0 && !rules.cap().allows(wanted, all)) {
      plan.partitions.values().forEach(p -> p.dropped.clear());
      plan.lines.removeIf(line -> line.decision() == Decision.DROP);
      plan.findings.add(
          new Finding(
              Finding.Level.LEFT_OUT,
              "drops",
              "%d of %d objects are gone at the source, more than metastore.deletionCount and deletionShare allow. Nothing is dropped. Raise them if this is right."
                  .formatted(wanted, all)));
      return;
    }
    plan.lines.addAll(drops);
    drops.forEach(line -> plan.evidence.append(line.decision()).append(line.key()).append('\n'));
  }

  private void drop(Item theirs, List<ImportPlan.Line> drops) {
    Decision decision =
        Decision.of(
            Optional.empty(),
            Optional.of(Content.hash(theirs)),
            Mark.of(theirs).filter(m -> m.pair().equals(rules.pair())).map(Mark::hash),
            rules.conflict());
    if (decision != Decision.DROP && decision != Decision.DRIFT) {
      return;
    }
    if (unread.contains(theirs.key().toString())) {
      plan.findings.add(
          Finding.leftOut(
              theirs.key(),
              "the export could not read it at the source, so it is not dropped. The export's findings say why"));
    } else {
      drops.add(
          new ImportPlan.Line(
              decision,
              theirs.key(),
              Optional.empty(),
              Optional.of(theirs),
              List.of(),
              Optional.empty()));
    }
  }
}
