package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Deletions;
import io.twinlake.core.settings.Settings.Tables;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks one place, one thing after the other, and writes down what it sees. */
final class PlaceProbe {
  private static final int SAMPLE_BYTES = 16;

  /** Finds a host's address. */
  @FunctionalInterface
  interface Resolver {
    void resolve(String host) throws UnknownHostException;
  }

  /** Ends the asking of a place; what it was is written down. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Notebook notes;
  private final Place place;
  private final Stores stores;
  private final Clock clock;
  private final Resolver resolver;
  private final Tables tables;

  PlaceProbe(Notebook notes, Stores stores, Clock clock, Resolver resolver, Tables tables) {
    this.notes = notes;
    this.place = notes.place();
    this.stores = stores;
    this.clock = clock;
    this.resolver = resolver;
    this.tables = tables;
  }

  /** Asks. What goes wrong is written down, never thrown. */
  void ask() {
    try {
      resolve();
      try (ObjectStore store = open()) {
        readClock(store);
        look(store);
        Optional<StoreFacts> facts = inspect(store);
        tryWriting(store, facts);
        if (place.use().isOurs()) {
          // A written probe shows whether the service keeps versions.
          inspect(store);
        }
      }
    } catch (Enough writtenDown) {
      return;
    }
  }

  private void resolve() {
    Optional<String> host = place.words().host();
    if (host.isEmpty()) {
      notes.mark(Check.RESOLVE, Mark.NOT_NEEDED);
      notes.mark(Check.SIGN_IN, Mark.NOT_NEEDED);
      return;
    }
    try {
      resolver.resolve(host.get());
      notes.mark(Check.RESOLVE, Mark.OK);
    } catch (UnknownHostException e) {
      notes.mark(Check.RESOLVE, Mark.FAILED);
      notes.add(
          Finding.problem(
              place.title(),
              "The name %s leads to no address.".formatted(host.get()),
              "Either there is no such account, or this machine cannot look it up.",
              "Check the spelling of the account in 'sites'. If it is right: DNS of this machine, and for a"
                  + " private endpoint the link of its private DNS zone to this network."));
      throw new Enough();
    }
  }

  private ObjectStore open() {
    try {
      return stores.open(place.uri());
    } catch (ReplicationException e) {
      throw failed(Check.SIGN_IN, e);
    }
  }

  /** An answer tells the time also where it is a refusal. */
  private void readClock(ObjectStore store) {
    if (place.words().host().isEmpty() || !place.words().direct()) {
      return;
    }
    try {
      Instant before = clock.instant();
      Instant there = store.now();
      Duration trip = Duration.between(before, clock.instant());
      notes.clock(ClockRule.ahead(before, trip, there));
    } catch (ReplicationException seenAgainByTheListing) {
      return;
    }
  }

  private void look(ObjectStore store) {
    switch (place.use()) {
      case SOURCE_CONTROL, TARGET_CONTROL, HISTORY -> lookAtOurs(store);
      default -> lookAtData(store);
    }
    if (place.words().host().isPresent()) {
      notes.mark(Check.SIGN_IN, Mark.OK);
    }
  }

  private void lookAtOurs(ObjectStore store) {
    Optional<ObjectEntry> first = Optional.empty();
    ObjectPrefix prefix = place.use() == Use.HISTORY ? ControlPaths.PREFLIGHT : ControlPaths.ROLES;
    try (Stream<ObjectEntry> listed = store.list(prefix)) {
      first = listed.filter(e -> e.type() == ObjectType.FILE).findFirst();
      notes.mark(Check.LIST, Mark.OK);
    } catch (ReplicationException e) {
      if (!Trouble.isRootMissing(e)) {
        failedUnlessPermission(Check.LIST, e);
      } else if (place.use() == Use.SOURCE_CONTROL) {
        notes.mark(Check.LIST, Mark.EMPTY);
        notes.mark(Check.READ, Mark.EMPTY);
        notes.add(Advice.noSourceControl(place));
        return;
      } else {
        make(store);
      }
    }
    if (place.use() == Use.SOURCE_CONTROL) {
      read(store, first);
    }
  }

  private void make(ObjectStore store) {
    try {
      store.createRoot();
      notes.mark(Check.LIST, Mark.MADE);
      notes.add(Advice.made(place));
    } catch (ReplicationException e) {
      notes.mark(Check.LIST, Mark.FAILED);
      notes.mark(Trouble.isAbout(Check.WRITE, e), Mark.FAILED);
      notes.add(Advice.cannotBeMade(place, e));
      throw new Enough();
    }
  }

  private void lookAtData(ObjectStore store) {
    for (DatasetSettings dataset : place.datasets()) {
      try {
        Samples sample = Samples.of(store, dataset, place.use() == Use.SOURCE_DATA);
        notes.mark(Check.LIST, Mark.OK);
        notes.add(sample);
        Advice.ofSample(place, sample, tables).forEach(notes::add);
      } catch (ReplicationException e) {
        failedUnlessPermission(Check.LIST, e);
        return;
      }
    }
    read(store, notes.smallest());
  }

  private void read(ObjectStore store, Optional<ObjectEntry> object) {
    if (object.isEmpty()) {
      if (notes.mark(Check.LIST) == Mark.OK) {
        notes.mark(Check.READ, Mark.EMPTY);
      }
      return;
    }
    ObjectEntry entry = object.get();
    ByteRange range = new ByteRange(0, Math.min(SAMPLE_BYTES, entry.sizeBytes()));
    try (InputStream in = store.read(entry.path(), range, entry.version())) {
      in.readAllBytes();
      notes.mark(Check.READ, Mark.OK);
    } catch (VersionChangedException busy) {
      // Whoever is told that an object changed was let in.
      notes.mark(Check.READ, Mark.OK);
    } catch (ReplicationException e) {
      failedUnlessPermission(Check.READ, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<StoreFacts> inspect(ObjectStore store) {
    try {
      StoreFacts facts = store.inspect();
      notes.facts(facts);
      return Optional.of(facts);
    } catch (ReplicationException notTold) {
      return Optional.empty();
    }
  }

  private void tryWriting(ObjectStore store, Optional<StoreFacts> facts) {
    if (place.use() == Use.TARGET_DATA) {
      if (!store.abilities().contains(Ability.CONDITIONAL)) {
        notes.mark(Check.WRITE, Mark.FAILED);
        notes.mark(Check.DELETE, Mark.FAILED);
        notes.add(Advice.onlyASource(place));
        return;
      }
      if (!store.abilities().contains(Ability.REPLACE_ATOMICALLY)) {
        notes.add(Advice.notReplacedInOneStep(place));
      }
      tryWritingUnseen(store, facts);
    } else if (place.use().isOurs()) {
      tryProbe(store);
    }
  }

  private void tryWritingUnseen(ObjectStore store, Optional<StoreFacts> facts) {
    Optional<Boolean> told = facts.flatMap(StoreFacts::writable);
    if (told.isPresent()) {
      Mark mark = told.get() ? Mark.OK : Mark.FAILED;
      notes.mark(Check.WRITE, mark);
      notes.mark(Check.DELETE, mark);
      if (!told.get()) {
        notes.add(Advice.notWritable(place));
      }
      return;
    }
    if (!place.words().direct()) {
      notes.add(Advice.writingNotTried(place));
      return;
    }
    ObjectPrefix directory = place.datasets().get(0).directory();
    Probe probe = new Probe(store);
    try {
      if (probe.mayWrite(directory)) {
        notes.mark(Check.WRITE, Mark.OK);
      } else {
        notes.mark(Check.WRITE, Mark.FAILED);
        notes.add(Advice.conditionIgnored(place));
      }
    } catch (ReplicationException e) {
      failedUnlessPermission(Check.WRITE, e);
    }
    try {
      probe.mayDelete(directory);
      notes.mark(Check.DELETE, Mark.OK);
    } catch (ReplicationException e) {
      boolean needed =
          place.datasets().stream().anyMatch(d -> d.deletions() == Deletions.PROPAGATE);
      if (needed || Trouble.endsAll(e)) {
        failedUnlessPermission(Check.DELETE, e);
      } else {
        notes.mark(Check.DELETE, Mark.NOT_NEEDED);
      }
    }
  }

  private void tryProbe(ObjectStore store) {
    if (!store.abilities().contains(Ability.PUT_IF_ABSENT)) {
      notes.mark(Check.WRITE, Mark.FAILED);
      notes.add(Advice.noPutIfAbsent(place));
      return;
    }
    Probe probe = new Probe(store);
    Check[] at = {Check.WRITE};
    try {
      int removed = probe.removeLeftBehind();
      if (removed > 0) {
        notes.add(Advice.leftBehind(place, removed));
      }
      Probe.Outcome outcome =
          probe.putAndRemove(
              Probe.newName(""),
              check -> {
                if (check != Check.WRITE) {
                  notes.mark(at[0], Mark.OK);
                }
                at[0] = check;
              });
      if (outcome == Probe.Outcome.KEPT) {
        notes.mark(Check.DELETE, Mark.OK);
      } else {
        notes.mark(outcome == Probe.Outcome.PUT_TWICE ? Check.WRITE : Check.DELETE, Mark.FAILED);
        notes.add(Advice.promiseBroken(place, outcome));
      }
    } catch (ReplicationException e) {
      failedUnlessPermission(at[0], e);
    } finally {
      if (probe.leftBehind()) {
        notes.untidy();
      }
    }
  }

  /** Writes the failure down; a missing permission does not end the asking. */
  private void failedUnlessPermission(Check tried, ReplicationException e) {
    Enough enough = failed(tried, e);
    if (Trouble.endsAll(e)) {
      throw enough;
    }
  }

  private Enough failed(Check tried, ReplicationException e) {
    Check about = Trouble.isAbout(tried, e);
    notes.mark(about, Mark.FAILED);
    if (about != Check.SIGN_IN && place.words().host().isPresent()) {
      notes.mark(Check.SIGN_IN, Mark.OK);
    }
    notes.add(Trouble.of(place, tried, e));
    return new Enough();
  }
}
