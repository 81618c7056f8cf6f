package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.MetastoreChange;
import io.twinlake.metastore.MetastoreChange.Op;
import io.twinlake.metastore.MetastoreWriter;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Carries out a plan: databases, functions, tables, partitions, statistics, constraints, views,
 * grants; drops last. Each call writes whole objects with their marks, so that a run that dies
 * between any two calls is simply run again. A call whose answer never came is looked up before it
 * is made again.
 */
public final class ImportRun {
  private static final int ATTEMPTS = 3;

  /** While a table is remade beside the old one, under this name. */
  static final String BESIDE = "__twinlake";

  private final MetastoreWriter target;
  private final ImportPlan plan;
  private final Manifest manifest;
  private final Planner.Objects objects;
  private final Preparation preparation;
  private final Planner.Rules rules;
  private final List<Finding> findings = new ArrayList<>();
  private long writes;

  public ImportRun(
      MetastoreWriter target,
      ImportPlan plan,
      Manifest manifest,
      Planner.Objects objects,
      Preparation preparation,
      Planner.Rules rules) {
    this.target = target;
    this.plan = plan;
    this.manifest = manifest;
    this.objects = objects;
    this.preparation = preparation;
    this.rules = rules;
  }

  /** Calls that changed something. */
  public long writes() {
    return writes;
  }

  /** What failed on the way; the rest went on. */
  public List<Finding> findings() {
    return findings;
  }

  public void run() {
    make(Kind.DATABASE, line -> true);
    make(Kind.FUNCTION, line -> true);
    make(Kind.TABLE, line -> !isView(line));
    plan.partitions().forEach(this::partitions);
    statistics();
    make(Kind.CONSTRAINT, line -> true);
    make(Kind.TABLE, ImportRun::isView);
    make(Kind.GRANT, line -> true);
    plan.partitions()
        .forEach(
            (table, needs) ->
                inPages(
                    needs.dropped,
                    names ->
                        attempt(
                            table,
                            new MetastoreChange(Op.DROP_PARTITIONS, table, List.of(), names),
                            () -> target.partitions(table.db(), table.name(), names).isEmpty())));
    for (Kind kind : List.of(Kind.GRANT, Kind.TABLE, Kind.FUNCTION, Kind.DATABASE)) {
      plan.lines().stream()
          .filter(line -> line.key().kind() == kind && line.decision() == Decision.DROP)
          .forEach(this::drop);
    }
  }

  private static boolean isView(ImportPlan.Line line) {
    return line.item()
        .filter(item -> item.raw().path("tableType").asText().equals("VIRTUAL_VIEW"))
        .isPresent();
  }

  private void make(Kind kind, java.util.function.Predicate<ImportPlan.Line> which) {
    plan.lines().stream()
        .filter(line -> line.key().kind() == kind && line.writes() && line.item().isPresent())
        .filter(which)
        .sorted(Comparator.comparing(ImportPlan.Line::key))
        .forEach(this::make);
  }

  private void make(ImportPlan.Line line) {
    Item item = line.item().orElseThrow();
    Key key = line.key();
    if (line.decision() == Decision.CREATE) {
      attempt(key, MetastoreChange.create(key, item.raw()), () -> isThere(item));
      return;
    }
    if (key.kind() == Kind.CONSTRAINT || key.kind() == Kind.GRANT) {
      // Neither can be altered.
      if (attempt(
          key, MetastoreChange.dropping(key, line.theirs().orElseThrow().raw()), () -> false)) {
        attempt(key, MetastoreChange.create(key, item.raw()), () -> isThere(item));
      }
      return;
    }
    try {
      change(MetastoreChange.alter(key, item.raw()), () -> isThere(item));
    } catch (MetastoreException e) {
      if (e.problem() == Problem.REFUSED && key.kind() == Kind.TABLE) {
        remake(item, e);
      } else {
        failed(key, e);
      }
    }
  }

  /**
   * Makes a table that cannot be altered beside the old one, with its partitions, and puts it in
   * the old one's place. All of them are external: data stays where it is. If this run dies between
   * the last two calls, the next one makes the table anew.
   */
  private void remake(Item item, MetastoreException why) {
    Key key = item.key();
    Key beside = Key.table(key.db(), key.name() + BESIDE);
    try {
      ObjectNode copy = item.raw().deepCopy();
      copy.put("tableName", beside.name());
      dropIfThere(beside);
      change(MetastoreChange.create(beside, copy), () -> !tables(beside).isEmpty());
      ImportPlan.Partitions needs = plan.partitions().get(key);
      if (needs != null) {
        addAll(key, beside, name -> !needs.waiting.contains(name));
      }
      dropIfThere(key);
      change(
          new MetastoreChange(Op.RENAME, beside, List.of(copy), List.of(key.name())),
          () -> !tables(key).isEmpty());
      if (needs != null) {
        needs.added.clear();
        needs.altered.clear();
      }
      findings.add(
          Finding.note(
              key,
              "it could not be altered and was made anew beside the old one: " + why.getMessage()));
    } catch (MetastoreException e) {
      failed(key, e);
    }
  }

  private void dropIfThere(Key table) {
    if (!tables(table).isEmpty()) {
      change(MetastoreChange.drop(table), () -> tables(table).isEmpty());
    }
  }

  private List<ObjectNode> tables(Key table) {
    return target.tables(table.db(), List.of(table.name()), (name, why) -> {});
  }

  private void addAll(Key table, Key to, java.util.function.Predicate<String> which) {
    eachPage(
        table,
        which,
        page -> {
          page.forEach(raw -> raw.put("tableName", to.name()));
          change(new MetastoreChange(Op.ADD_PARTITIONS, to, page, List.of()), () -> false);
        });
  }

  private void partitions(Key table, ImportPlan.Partitions needs) {
    if (!needs.added.isEmpty()) {
      eachPage(
          table,
          needs.added::contains,
          page ->
              attempt(
                  table,
                  new MetastoreChange(Op.ADD_PARTITIONS, table, page, List.of()),
                  () -> false));
    }
    if (!needs.altered.isEmpty()) {
      eachPage(
          table,
          needs.altered::contains,
          page ->
              attempt(
                  table,
                  new MetastoreChange(Op.ALTER_PARTITIONS, table, page, List.of()),
                  () -> false));
    }
  }

  /** Reads partitions from the export once more, prepared and marked, page by page. */
  private void eachPage(
      Key table, java.util.function.Predicate<String> which, Consumer<List<ObjectNode>> work) {
    List<ObjectNode> page = new ArrayList<>();
    for (Manifest.Part part : manifest.parts()) {
      if (part.kind() == Kind.PARTITION
          && part.db().equals(table.db())
          && part.table().equals(table.name())) {
        objects.accept(
            part,
            source -> {
              if (which.test(source.key().part())) {
                preparation
                    .prepare(source)
                    .item()
                    .ifPresent(item -> page.add(Mark.on(item, rules.pair()).raw()));
                if (page.size() == rules.batch()) {
                  work.accept(List.copyOf(page));
                  page.clear();
                }
              }
            });
      }
    }
    if (!page.isEmpty()) {
      work.accept(List.copyOf(page));
    }
  }

  private void inPages(SortedSet<String> names, Consumer<List<String>> work) {
    List<String> all = List.copyOf(names);
    for (int i = 0; i < all.size(); i += rules.batch()) {
      work.accept(all.subList(i, Math.min(all.size(), i + rules.batch())));
    }
  }

  private void statistics() {
    List<ImportPlan.Line> lines =
        plan.lines().stream()
            .filter(line -> line.key().kind() == Kind.STATISTICS && line.writes())
            .toList();
    for (ImportPlan.Line line : lines) {
      attempt(
          line.key(),
          new MetastoreChange(
              Op.SET_STATISTICS, line.key(), List.of(line.item().orElseThrow().raw()), List.of()),
          () -> false);
    }
  }

  private void drop(ImportPlan.Line line) {
    Key key = line.key();
    MetastoreChange change =
        key.kind() == Kind.GRANT
            ? MetastoreChange.dropping(key, line.theirs().orElseThrow().raw())
            : MetastoreChange.drop(key);
    try {
      change(change, () -> false);
    } catch (MetastoreException e) {
      if (e.problem() != Problem.NOT_FOUND) {
        failed(key, e);
      }
    }
  }

  /** Whether exactly {@code wanted} is there. */
  private boolean isThere(Item wanted) {
    Key key = wanted.key();
    Optional<ObjectNode> there =
        switch (key.kind()) {
          case DATABASE -> target.database(key.db());
          case TABLE -> tables(key).stream().findFirst();
          case FUNCTION ->
              target.functions().stream()
                  .filter(raw -> raw.path("dbName").asText().equals(key.db()))
                  .filter(raw -> raw.path("functionName").asText().equals(key.name()))
                  .findFirst();
          case CONSTRAINT ->
              target.constraints(key.db(), key.name()).stream()
                  .filter(raw -> raw.path("constraintName").asText().equals(key.part()))
                  .findFirst();
          case GRANT ->
              target.grants(key.db(), key.name()).stream()
                  .filter(raw -> Hanging.grant(raw).equals(key.part()))
                  .findFirst();
          default -> Optional.empty();
        };
    return there
        .filter(raw -> Content.hash(new Item(key, raw)).equals(Content.hash(wanted)))
        .isPresent();
  }

  /** Makes one change; if it fails it is reported, and the rest goes on. */
  private boolean attempt(
      Key key, MetastoreChange change, java.util.function.BooleanSupplier done) {
    try {
      change(change, done);
      return true;
    } catch (MetastoreException e) {
      failed(key, e);
      return false;
    }
  }

  private void failed(Key key, MetastoreException e) {
    if (e.problem() == Problem.UNREACHABLE || e.problem() == Problem.BROKEN) {
      throw e;
    }
    findings.add(Finding.leftOut(key, e.getMessage()));
  }

  /**
   * @param done whether what was wanted is there; asked when an answer never came
   */
  private void change(MetastoreChange change, java.util.function.BooleanSupplier done) {
    boolean unsure = false;
    for (int attempt = 1; ; attempt++) {
      try {
        target.apply(change);
        writes++;
        return;
      } catch (MetastoreException e) {
        boolean again = e.problem() == Problem.BROKEN && attempt < ATTEMPTS;
        boolean ours = unsure && e.problem() == Problem.ALREADY_EXISTS && done.getAsBoolean();
        if (ours) {
          writes++;
          return;
        }
        if (!again) {
          throw e;
        }
        unsure = true;
        if (done.getAsBoolean()) {
          writes++;
          return;
        }
      }
    }
  }
}
