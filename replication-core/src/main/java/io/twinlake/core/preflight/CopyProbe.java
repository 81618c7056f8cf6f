package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.VersionChangedException;
import java.util.Optional;

/**
 * Lets the target's service copy one small object of the source, into history on the target's own
 * account, and removes the copy. Only that shows whether the target's service may read the source.
 */
final class CopyProbe {
  /** Larger ones are not copied for a trial. */
  private static final long MOST_BYTES = 16L << 20;

  private final Stores stores;
  private final TransferSettings.Route route;

  CopyProbe(Stores stores, TransferSettings.Route route) {
    this.stores = stores;
    this.route = route;
  }

  /**
   * @param source a data root of the source that could be read
   * @param history the history of the data root that it is copied to, which could be written to
   */
  void ask(Notebook source, Notebook history) {
    Place place = source.place();
    if (route == TransferSettings.Route.STREAMED) {
      source.mark(Check.COPY, Mark.STREAMED);
      return;
    }
    Optional<ObjectEntry> object = source.smallest().filter(e -> e.sizeBytes() <= MOST_BYTES);
    try (ObjectStore from = stores.open(place.uri());
        ObjectStore to = stores.open(history.place().uri())) {
      if (!(to.abilities().contains(Ability.SERVER_SIDE_COPY)
          && to instanceof ServerSideCopy copier
          && copier.canCopyFrom(from))) {
        source.mark(Check.COPY, Mark.STREAMED);
        source.add(streamed(place, history.place()));
        return;
      }
      if (object.isEmpty()) {
        source.mark(Check.COPY, Mark.EMPTY);
        return;
      }
      copy(source, history.place(), from, to, copier, object.get());
    } catch (ReplicationException e) {
      source.mark(Check.COPY, Mark.FAILED);
      source.add(refused(place, history.place(), e));
    }
  }

  private static void copy(
      Notebook source,
      Place history,
      ObjectStore from,
      ObjectStore to,
      ServerSideCopy copier,
      ObjectEntry object) {
    ObjectPath probe = Probe.newName("-copy");
    try {
      copier.copy(from, object, probe, ObjectMetadata.NONE, Expected.absent());
      source.mark(Check.COPY, Mark.OK);
    } catch (VersionChangedException busy) {
      source.mark(Check.COPY, Mark.EMPTY);
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.THROTTLED || e.problem() == StoreProblem.UNAVAILABLE) {
        source.mark(Check.COPY, Mark.WARNED);
        source.add(
            Finding.warning(
                source.place().title(),
                e.getMessage(),
                "Whether copies work inside the service is not known.",
                "Run preflight again."));
        return;
      }
      source.mark(Check.COPY, Mark.FAILED);
      source.add(refused(source.place(), history, e));
    } finally {
      Probe copied = new Probe(to);
      copied.removeAnyway(probe);
      if (copied.leftBehind()) {
        source.untidy();
      }
    }
  }

  private static Finding streamed(Place source, Place target) {
    return Finding.note(
        source.title(),
        "No service copies by itself from %s to %s, the way they are reached."
            .formatted(source.words().name(), target.words().service()),
        "A run reads and writes every byte through this machine or the cluster; the network between"
            + " both is what it takes.",
        "");
  }

  private static Finding refused(Place source, Place target, ReplicationException e) {
    return Finding.problem(
        source.title(),
        "A copy inside the service was tried and refused. %s".formatted(e.getMessage()),
        "The target's service reads the source by itself, from %s; with 'route: auto' each object would fail so."
            .formatted(target.words().service()),
        "Let the target in at the source's firewall (resource instance rule, or 'trusted services'), or set"
            + " 'transfer: { route: streamed }': then bytes go through the cluster, at its network's speed.");
  }
}
