package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares by meaning: what an import would change, and what only the target has. */
final class Differences {
  private final WorkspaceImport run;
  private final Rights rights;
  private final List<Difference> all = new ArrayList<>();

  Differences(WorkspaceImport run) {
    this.run = run;
    this.rights = new Rights(run);
  }

  List<Difference> all() {
    for (Kind kind : Kind.values()) {
      if (run.options().scope().has(kind)) {
        Set<String> matched = new HashSet<>();
        for (Item item : run.source().of(kind)) {
          run.there(item).map(Item::id).ifPresent(matched::add);
          compare(item);
        }
        run.target().of(kind).stream()
            .filter(item -> !matched.contains(item.id()))
            .forEach(item -> add(item, Difference.What.MISSING_AT_SOURCE, List.of()));
      }
    }
    return all;
  }

  private void compare(Item item) {
    Outcome outcome = run.planned(item);
    Optional<Item> there = run.there(item);
    if (outcome == Outcome.FAILED) {
      List<Problem> told = run.problems();
      add(item, Difference.What.CANNOT_BE_CARRIED, List.of(told.get(told.size() - 1).what()));
    } else if (outcome == Outcome.NOT_LOOKED_AT) {
      return; // Told once for all.
    } else if (there.isEmpty()) {
      add(item, Difference.What.MISSING_AT_TARGET, List.of());
    } else {
      if (outcome != Outcome.KEPT && outcome != Outcome.ADOPTED) {
        add(item, Difference.What.DIFFERS, places(item, there.get()));
      }
      List<String> secrets = secretsWithoutValue(item, there.get());
      if (!secrets.isEmpty()) {
        add(
            item,
            Difference.What.DIFFERS,
            List.of("no value of secret " + String.join(", ", secrets)));
      }
      if (item.acl().isPresent() && rights.differ(item, there.get())) {
        add(item, Difference.What.PERMISSIONS, List.of());
      }
    }
  }

  private void add(Item item, Difference.What what, List<String> details) {
    all.add(new Difference(item.kind(), item.key(), what, details));
  }

  private static List<String> secretsWithoutValue(Item item, Item there) {
    List<String> secrets = new ArrayList<>();
    item.body().path("secrets").forEach(key -> secrets.add(key.asText()));
    there.body().path("secrets").forEach(key -> secrets.remove(key.asText()));
    return secrets;
  }

  private List<String> places(Item item, Item there) {
    List<String> places =
        new ArrayList<>(
            Places.of(
                run.rendered(item, there).body(),
                run.options().starters().resting(item.kind(), there.body())));
    if (!item.blob().map(Blob::sha256).equals(there.blob().map(Blob::sha256))) {
      places.add("content");
    }
    if (places.isEmpty()) {
      places.add("starts by itself");
    }
    return places;
  }
}
