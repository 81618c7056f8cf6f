package io.twinlake.core.preflight;

import io.twinlake.core.store.StoreFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Judges what accounts and containers tell of their set-up. Pure. */
final class FactRule {
  private FactRule() {}

  /** What is known of each service, from all its places. */
  static Map<String, StoreFacts> byService(List<PlaceReport> places) {
    Map<String, StoreFacts> facts = new LinkedHashMap<>();
    for (PlaceReport place : places) {
      place.facts().ifPresent(seen -> facts.merge(place.service(), seen, StoreFacts::or));
    }
    return facts;
  }

  static List<Finding> judge(List<PlaceReport> places) {
    List<Finding> findings = new ArrayList<>();
    Map<String, StoreFacts> services = byService(places);
    for (PlaceReport place : places) {
      place.facts().ifPresent(facts -> policies(place, facts, findings));
    }
    Set<String> targets = new LinkedHashSet<>();
    places.stream()
        .filter(p -> p.use() == Use.TARGET_DATA)
        .map(PlaceReport::service)
        .forEach(targets::add);
    for (String service : targets) {
      Optional.ofNullable(services.get(service)).ifPresent(f -> copies(service, f, findings));
    }
    unseen(services, targets, findings);
    kinds(places, services, findings);
    return findings;
  }

  private static void policies(PlaceReport place, StoreFacts facts, List<Finding> findings) {
    boolean hold = facts.legalHold().orElse(false);
    if (!hold && !facts.immutable().orElse(false)) {
      return;
    }
    String title = place.site() + " " + place.name();
    String what = hold ? "a legal hold" : "an immutability policy";
    String next = "Use a container without one, or ask who set it.";
    switch (place.use()) {
      case TARGET_DATA ->
          findings.add(
              Finding.warning(
                  title,
                  "Container %s has %s.".formatted(place.label(), what),
                  "New objects are copied; what changes at the source cannot be replaced, and fails.",
                  next));
      case TARGET_CONTROL ->
          findings.add(
              Finding.warning(
                  title,
                  "Container %s has %s.".formatted(place.label(), what),
                  "Recovery points are committed; claims, old segments and reports stay for ever.",
                  next));
      case HISTORY ->
          findings.add(
              Finding.warning(
                  title,
                  "Container %s has %s.".formatted(place.label(), what),
                  "History cannot be ended before the policy does, and is paid for as long.",
                  "Set 'retention' no shorter than the policy, or use a container without one."));
      default -> {}
    }
  }

  /** What the target's service keeps beside our history. */
  private static void copies(String service, StoreFacts facts, List<Finding> findings) {
    if (facts.versioning().orElse(false)) {
      findings.add(
          Finding.note(
              account(service),
              "The account keeps versions.",
              "Each replaced or deleted replica is paid for twice: as a version, and in our history.",
              "A lifecycle rule that deletes versions after some days bounds it; or turn versioning off."));
    }
    int days = facts.softDeleteDays().orElse(0);
    if (days > 0) {
      findings.add(
          Finding.note(
              account(service),
              "Soft delete keeps what is deleted or overwritten for %d days.".formatted(days),
              "It is paid for beside our history.",
              days > 14 ? "Shorten it if history is enough: 'retention' in the settings." : ""));
    }
  }

  /** What cannot be seen from the data plane is said, with where to look. */
  private static void unseen(
      Map<String, StoreFacts> services, Set<String> targets, List<Finding> findings) {
    services.forEach(
        (service, facts) -> {
          Map<String, String> unseen = new TreeMap<>(facts.elsewhere());
          facts.hierarchical().ifPresent(seen -> unseen.remove(StoreFacts.HIERARCHICAL));
          facts.softDeleteDays().ifPresent(seen -> unseen.remove(StoreFacts.SOFT_DELETE));
          facts.versioning().ifPresent(seen -> unseen.remove(StoreFacts.VERSIONING));
          if (!targets.contains(service)) {
            // Of the others only the kind matters to a run.
            unseen.keySet().retainAll(Set.of(StoreFacts.HIERARCHICAL));
          }
          if (!unseen.isEmpty()) {
            findings.add(
                Finding.note(
                    account(service),
                    "Not visible from here: %s.".formatted(String.join(", ", unseen.keySet())),
                    "",
                    "Ask whoever manages the account: "
                        + String.join("; ", new LinkedHashSet<>(unseen.values()))));
          }
        });
  }

  /** {@code sa3} for {@code sa3.core.windows.net}. */
  static String account(String service) {
    int dot = service.indexOf('.');
    return "account " + (dot < 0 ? service : service.substring(0, dot));
  }

  /** Accounts of both kinds in one direction. */
  private static void kinds(
      List<PlaceReport> places, Map<String, StoreFacts> services, List<Finding> findings) {
    Optional<Boolean> source = hierarchical(places, services, Use.SOURCE_DATA);
    Optional<Boolean> target = hierarchical(places, services, Use.TARGET_DATA);
    if (source.isEmpty() || target.isEmpty() || source.equals(target)) {
      return;
    }
    findings.add(
        source.get()
            ? Finding.note(
                "namespaces",
                "The source is hierarchical and the target is flat.",
                "Owners, permissions and empty directories have no place at the target.",
                "Use a hierarchical account at the target if anything relies on them.")
            : Finding.note(
                "namespaces",
                "The source is flat and the target is hierarchical.",
                "An object and a directory of one name, which the source may hold, cannot both exist there.",
                ""));
  }

  private static Optional<Boolean> hierarchical(
      List<PlaceReport> places, Map<String, StoreFacts> services, Use use) {
    return places.stream()
        .filter(p -> p.use() == use)
        .flatMap(p -> Optional.ofNullable(services.get(p.service())).stream())
        .flatMap(facts -> facts.hierarchical().stream())
        .findFirst();
  }
}
