package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.role.Role;
import io.twinlake.core.role.RoleGuard;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.role.Roles;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks both control roots what a run would ask them at its start. Reads only. */
final class RoleCheck {
  /**
   * What the control roots say.
   *
   * @param role who is primary, in words; empty where it could not be read
   * @param point the newest recovery point
   * @param findings why a run would stop
   */
  record Answer(Optional<String> role, Optional<RecoveryPoint> point, List<Finding> findings) {}

  private final Settings settings;
  private final Stores stores;
  private final Set<String> only;
  private final Instant now;

  RoleCheck(Settings settings, Stores stores, Set<String> only, Instant now) {
    this.settings = settings;
    this.stores = stores;
    this.only = only;
    this.now = now;
  }

  Answer ask() {
    List<Finding> findings = new ArrayList<>();
    Optional<RecoveryPoint> point = Optional.empty();
    Optional<String> words = Optional.empty();
    try (ObjectStore target = stores.open(settings.target().control());
        ObjectStore source = stores.open(settings.source().control())) {
      ControlDocuments documents = new ControlDocuments(target);
      words = Optional.of(words(new Roles(documents).newest()));
      point = newest(documents);
      RoleGuard unused =
          RoleGuard.enter(
              new Roles(documents),
              new Roles(new ControlDocuments(source)),
              settings.pair(),
              settings.from(),
              settings.to(),
              point.isPresent(),
              datasets(),
              () -> heldAt(source),
              false,
              now);
    } catch (RoleRefusedException e) {
      findings.add(
          Finding.guard(
              "roles",
              e.getMessage(),
              "A run would stop before it writes anything.",
              "Look at 'status'. Do not force it: what is primary must not be written over."));
    } catch (ReplicationException e) {
      findings.add(
          Finding.guard(
              "roles",
              e.getMessage(),
              "A run reads roles and recovery points before all else.",
              ""));
    }
    return new Answer(words, point, findings);
  }

  /** Objects at the target that a first run would meet. */
  static List<Finding> strangers(
      Settings settings, Optional<RecoveryPoint> point, List<Notebook> books) {
    List<Finding> findings = new ArrayList<>();
    for (Notebook book : books) {
      for (Samples sample : book.samples()) {
        boolean known = point.filter(p -> p.datasets().containsKey(sample.dataset())).isPresent();
        if (book.place().use() == Use.TARGET_DATA && !known && sample.foreign() > 0) {
          settings.datasets().stream()
              .filter(d -> d.name().equals(sample.dataset()) && d.mode() == Mode.REPLICATE)
              .findFirst()
              .ifPresent(d -> findings.add(stranger(book.place(), d, sample)));
        }
      }
    }
    return findings;
  }

  private static Finding stranger(Place place, DatasetSettings dataset, Samples sample) {
    String seen =
        "The target of dataset %s already holds objects that no recovery point knows (%,d of the first %,d)."
            .formatted(dataset.name(), sample.foreign(), sample.objects());
    return dataset.adopt().filter(a -> a != Adopt.REFUSE).isPresent()
        ? Finding.note(place.title(), seen, "The settings say what happens to them: 'adopt'.", "")
        : Finding.warning(
            place.title(),
            seen,
            dataset.adopt().isPresent()
                ? "'adopt: refuse' leaves the dataset alone."
                : "Above 1 GiB of them the dataset is left alone; below, both sides are read and compared.",
            "Set 'adopt: verify' (keep what is equal) or 'adopt: copy' for dataset %s, or empty the target."
                .formatted(dataset.name()));
  }

  private List<String> datasets() {
    return settings.datasets().stream()
        .filter(d -> only.isEmpty() || only.contains(d.name()))
        .filter(d -> d.mode() == Mode.REPLICATE)
        .map(DatasetSettings::name)
        .toList();
  }

  private static Optional<RecoveryPoint> newest(ControlDocuments documents) {
    return new RecoveryPoints(documents).newest().map(RecoveryPoints.Found::point);
  }

  private static Set<String> heldAt(ObjectStore control) {
    return newest(new ControlDocuments(control))
        .map(point -> point.datasets().keySet())
        .orElseGet(Set::of);
  }

  private static String words(Optional<Role> role) {
    return role.map(r -> "primary %s, epoch %d".formatted(r.primaryOf("default"), r.epoch()))
        .orElse("no role yet: the first run writes it");
  }
}
