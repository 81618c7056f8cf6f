package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.core.settings.MetastoreSettings.Unmapped;
import io.twinlake.metastore.Secrets;
import io.twinlake.metastore.mapping.Location;
import io.twinlake.metastore.mapping.LocationMapping;
import io.twinlake.metastore.mapping.LocationMapping.Mapped;
import io.twinlake.metastore.mapping.Place;
import io.twinlake.metastore.mapping.Places;
import io.twinlake.metastore.mapping.Residue;
import io.twinlake.metastore.mapping.Role;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes of an object of the source what shall be at the target: locations mapped, at rest, and
 * nothing left that names the source.
 */
public final class Preparation {
  private final LocationMapping mapping;
  private final Residue residue;
  private final Unmapped unmapped;
  private final Predicate<Key> residueAllowed;
  private final boolean resting;
  private final BiFunction<Item, Consumer<String>, Item> kept;

  /** Where databases lie at the target, for placeholders. */
  private final Map<String, String> databaseLocations = new HashMap<>();

  /**
   * @param residueAllowed objects in which names of the source may stay
   * @param resting whether tables shall rest, as at a standby
   * @param kept what the target's metastore makes of an object, and tells that it loses
   */
  public Preparation(
      LocationMapping mapping,
      Residue residue,
      Unmapped unmapped,
      Predicate<Key> residueAllowed,
      boolean resting,
      BiFunction<Item, Consumer<String>, Item> kept) {
    this.mapping = mapping;
    this.residue = residue;
    this.unmapped = unmapped;
    this.residueAllowed = residueAllowed;
    this.resting = resting;
    this.kept = kept;
  }

  /**
   * What became of an object.
   *
   * @param item what shall be at the target; nothing if it is left out
   */
  public record Prepared(Optional<Item> item, List<Finding> findings) {
    boolean stops() {
      return findings.stream().anyMatch(f -> f.level() == Finding.Level.STOPS);
    }
  }

  public Prepared prepare(Item source) {
    List<Finding> findings = new ArrayList<>();
    Optional<String> unfit = unfit(source);
    if (unfit.isPresent()) {
      findings.add(Finding.leftOut(source.key(), unfit.get()));
      return new Prepared(Optional.empty(), findings);
    }
    boolean[] skipped = {false};
    Item mapped = Places.rewritten(source, place -> mapped(source.key(), place, findings, skipped));
    if (skipped[0]) {
      return new Prepared(Optional.empty(), findings);
    }
    if (source.key().kind() == Kind.DATABASE) {
      databaseLocations.put(source.key().db(), mapped.raw().path("locationUri").asText());
    }
    Item ready = resting ? Standby.resting(mapped) : mapped;
    if (!residueAllowed.test(source.key())) {
      for (Residue.Found found : residue.in(ready)) {
        findings.add(
            Finding.stops(
                source.key(),
                "%s still names the source (%s): %s. Add a rule to metastore.locations, or name the object in metastore.allowResidue."
                    .formatted(found.pointer(), found.term(), found.text())));
      }
    }
    try {
      Item left = kept.apply(ready, what -> findings.add(Finding.note(source.key(), what)));
      return new Prepared(Optional.of(left), findings);
    } catch (MetastoreException e) {
      if (e.problem() != MetastoreException.Problem.REFUSED) {
        throw e;
      }
      findings.add(Finding.leftOut(source.key(), e.getMessage()));
      return new Prepared(Optional.empty(), findings);
    }
  }

  /** What no copy of its metadata would make work. */
  private static Optional<String> unfit(Item source) {
    if (source.key().kind() != Kind.TABLE) {
      return Optional.empty();
    }
    JsonNode parameters = source.raw().path("parameters");
    if (parameters.path("transactional").asText().equalsIgnoreCase("true")) {
      return Optional.of(
          "it is a transactional table of Hive, whose files mean nothing without the write ids of its own metastore; replicate it with Hive's REPL. It is in the export only");
    }
    if (source.raw().path("tableType").asText().equals("MATERIALIZED_VIEW")) {
      return Optional.of("it is a materialized view; make it anew at the target");
    }
    return Optional.empty();
  }

  private String mapped(Key key, Place place, List<Finding> findings, boolean[] skipped) {
    Mapped mapped = mapping.map(place.text());
    if (mapped instanceof Mapped.To to) {
      return to.text();
    }
    if (!(mapped instanceof Mapped.Nowhere nowhere)) {
      return place.text();
    }
    if (place.role() == Role.PLACEHOLDER && databaseLocations.containsKey(key.db())) {
      String database = databaseLocations.get(key.db());
      return database + place.text().substring(place.text().lastIndexOf('/'));
    }
    if (place.role() == Role.PROPERTY) {
      // Only its writer knows what it is; whatever names the source is found as residue.
      return place.text();
    }
    String text = reason(key, place, nowhere.place());
    switch (unmapped) {
      case FAIL -> findings.add(Finding.stops(key, text));
      case KEEP -> findings.add(Finding.note(key, text + " It stays as it is."));
      case SKIP -> {
        findings.add(Finding.leftOut(key, text));
        skipped[0] = true;
      }
    }
    return place.text();
  }

  private static String reason(Key key, Place place, Location where) {
    String at = "%s is at %s, and no rule is for it.".formatted(place.pointer(), place.text());
    if (where.authority().equals(Location.DBFS)
        && where.path().startsWith("/user/hive/warehouse")) {
      return at
          + " This is Databricks' own storage, closed to all storage clients: only a cluster of that workspace can move the table, with CREATE TABLE ... LOCATION and a deep clone.";
    }
    if (where.authority().equals(Location.NOWHERE)) {
      return at + " It has no scheme: say in metastore.defaultFs what it lies on.";
    }
    if (key.db().equals("default") && key.kind() == Kind.TABLE) {
      return at
          + " Tables of default lie in the server's own warehouse: add that to metastore.locations.";
    }
    return at + " Add one to metastore.locations.";
  }

  /**
   * {@code ours} with what was redacted taken from {@code theirs}, and left out where they have
   * nothing.
   */
  public static Item withSecretsOf(Item ours, Optional<Item> theirs, List<Finding> findings) {
    if (Trees.texts(ours.raw()).stream().noneMatch(t -> t.value().equals(Secrets.REDACTED))) {
      return ours;
    }
    var copy = ours.raw().deepCopy();
    fill(copy, theirs.<JsonNode>map(Item::raw).orElse(Trees.object()), "", ours.key(), findings);
    return ours.with(copy);
  }

  private static void fill(
      com.fasterxml.jackson.databind.node.ObjectNode ours,
      JsonNode theirs,
      String at,
      Key key,
      List<Finding> findings) {
    List<String> names = new ArrayList<>();
    ours.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = ours.get(name);
      if (value instanceof com.fasterxml.jackson.databind.node.ObjectNode below) {
        fill(below, theirs.path(name), at + "/" + Trees.step(name), key, findings);
      } else if (value.asText().equals(Secrets.REDACTED)) {
        if (theirs.path(name).isTextual()) {
          ours.set(name, theirs.get(name));
        } else {
          ours.remove(name);
          findings.add(
              Finding.note(
                  key,
                  "%s/%s was a secret at the source and is not in the export; set it at the target by hand"
                      .formatted(at, name)));
        }
      }
    }
  }
}
