package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.sync.MappedPlace.Verdict;
import io.twinlake.workspace.sync.PlaceRule.Decision;
import io.twinlake.workspace.sync.Resolver.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks for the storage accounts, Key Vaults and endpoints that rules put in the place of others,
 * before anything is written: in what the target's workspace uses, in the settings, and by their
 * names. That a name resolves says that the place exists, not that anybody may use it.
 */
final class PlaceCheck {
  private static final String LOCATIONS = "/api/2.1/unity-catalog/external-locations";

  /** Nobody looked. */
  static final PlaceCheck NONE = new PlaceCheck(Premises.NOTHING, new Region(List.of()), Map.of());

  /** What names a place. */
  private static final class Named {
    private final Set<String> objects = new LinkedHashSet<>();
    private Item first;

    void by(Item item) {
      first = first == null ? item : first;
      objects.add(item.kind() + " " + item.id());
    }
  }

  /** A place that was looked for. */
  private record Looked(Decision decision, Named named) {}

  private final Premises premises;
  private final Region region;
  private final Map<Region.Place, Looked> looked;

  private PlaceCheck(Premises premises, Region region, Map<Region.Place, Looked> looked) {
    this.premises = premises;
    this.region = region;
    this.looked = looked;
  }

  /**
   * Looks for every place that an object of {@code source} names.
   *
   * @param target what the target's workspace holds
   */
  static PlaceCheck of(
      ImportOptions options,
      Snapshot source,
      Snapshot target,
      Api api,
      Resolver resolver,
      Workers workers) {
    Premises premises = options.premises();
    if (premises.check() == Premises.Check.NONE) {
      return NONE;
    }
    Map<Region.Place, Named> named = named(options, source);
    if (named.isEmpty()) {
      return NONE;
    }
    Set<String> hosts = new TreeSet<>();
    named
        .keySet()
        .forEach(
            place -> {
              hosts.add(place.here());
              hosts.add(place.there());
            });
    hosts.remove("");
    Map<String, Answer> answers = new ConcurrentHashMap<>();
    workers.each(List.copyOf(hosts), host -> answers.put(host, resolver.ask(host)));
    PlaceRule rule =
        new PlaceRule(
            premises, options.from(), options.to(), used(named.keySet(), target, api), answers);
    Map<Region.Place, Looked> looked = new LinkedHashMap<>();
    named.forEach((place, by) -> looked.put(place, new Looked(rule.decide(place), by)));
    return new PlaceCheck(premises, options.region(), looked);
  }

  private static Map<Region.Place, Named> named(ImportOptions options, Snapshot source) {
    Map<Region.Place, Named> named = new LinkedHashMap<>();
    for (Item item : source.all()) {
      if (options.scope().has(item.kind())) {
        places(item.body(), options.region(), named, item);
      }
    }
    // A resource id has no address; where another object gives one, that is the vault's.
    Map<Region.Rule, Named> withAddress = new HashMap<>();
    named.forEach(
        (place, by) -> {
          if (!place.there().isEmpty()) {
            withAddress.put(place.rule(), by);
          }
        });
    named.keySet().removeIf(p -> p.there().isEmpty() && withAddress.containsKey(p.rule()));
    return named;
  }

  private static void places(
      JsonNode node, Region region, Map<Region.Place, Named> named, Item item) {
    if (node.isTextual()) {
      places(node.asText(), region, named, item);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (Region.isPeoples(field.getKey())) {
        places(field.getKey(), region, named, item);
      }
    }
    node.forEach(child -> places(child, region, named, item));
  }

  private static void places(
      String text, Region region, Map<Region.Place, Named> named, Item item) {
    region.places(text).forEach(place -> named.computeIfAbsent(place, p -> new Named()).by(item));
  }

  /** What the target's workspace uses by itself, which it looked at when it was told to. */
  private static Map<String, String> used(Set<Region.Place> places, Snapshot target, Api api) {
    Map<String, String> used = new HashMap<>();
    for (Item scope : target.of(Kind.SECRET_SCOPE)) {
      JsonNode vault = scope.body().path("keyvault_metadata");
      String id = vault.path("resource_id").asText();
      if (!id.isEmpty()) {
        used.put(
            PlaceRule.vault(id.substring(id.lastIndexOf('/') + 1)),
            "secret scope %s of the target's workspace is in it".formatted(scope.key()));
      }
    }
    if (places.stream().anyMatch(p -> p.rule().what() == Region.What.STORAGE_ACCOUNT)) {
      locations(api, used);
    }
    return used;
  }

  /** External locations of Unity Catalog. A workspace may have none, or not show them. */
  private static void locations(Api api, Map<String, String> used) {
    try {
      Pages.byToken(
          api,
          LOCATIONS,
          Map.of(),
          "external_locations",
          location ->
              Premises.account(location.path("url").asText())
                  .ifPresent(
                      account ->
                          used.put(
                              PlaceRule.account(account),
                              "external location %s of the target's Unity Catalog is in it"
                                  .formatted(location.path("name").asText()))));
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      // Then nothing speaks for an account but its name, and what is not found is not known.
    }
  }

  /** All places, in the order of the archive. */
  List<MappedPlace> all() {
    List<MappedPlace> all = new ArrayList<>();
    looked.forEach(
        (place, found) ->
            all.add(
                new MappedPlace(
                    place.rule().what().written(),
                    place.rule().from(),
                    place.rule().to(),
                    place.there(),
                    found.decision().verdict(),
                    found.decision().how(),
                    found.named().objects.size(),
                    found.named().first.title())));
    return all;
  }

  /** What stands in {@code text} and is missing at the target, for people. */
  List<String> missing(String text) {
    if (premises.check() != Premises.Check.REFUSE
        || looked.values().stream().noneMatch(l -> l.decision().verdict() == Verdict.MISSING)) {
      return List.of();
    }
    List<String> missing = new ArrayList<>();
    for (Region.Place place : region.places(text)) {
      Looked found = looked.get(place);
      if (found != null && found.decision().verdict() == Verdict.MISSING) {
        missing.add(
            "%s, and that is not there: %s. Make it, correct the rule, or set workspace.checkMappings: warn"
                .formatted(said(place), found.decision().how()));
      }
    }
    return missing;
  }

  /** What somebody should look at, one note for each place. */
  List<Problem> notes() {
    List<Problem> notes = new ArrayList<>();
    looked.forEach(
        (place, found) -> {
          Verdict verdict = found.decision().verdict();
          boolean told =
              verdict == Verdict.COULD_NOT_TELL
                  || verdict == Verdict.MISSING && premises.check() == Premises.Check.WARN;
          if (told) {
            int others = found.named().objects.size() - 1;
            notes.add(
                Problem.note(
                    found.named().first.kind(),
                    found.named().first.key(),
                    "%s%s; %s: %s. Look at it by hand."
                        .formatted(
                            said(place),
                            others == 0 ? "" : ", as in %d more".formatted(others),
                            verdict == Verdict.MISSING
                                ? "that is not there"
                                : "whether that is there could not be told",
                            found.decision().how())));
          }
        });
    return notes;
  }

  private static String said(Region.Place place) {
    return "workspace.mappings.%s puts %s for %s"
        .formatted(
            place.rule().what().written(),
            place.there().isEmpty() ? place.rule().to() : place.there(),
            place.here().isEmpty() ? place.rule().from() : place.here());
  }
}
