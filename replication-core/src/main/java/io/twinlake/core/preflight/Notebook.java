package io.twinlake.core.preflight;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.StoreFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one place so far. Written by whoever asks it and read, perhaps in the middle, by
 * whoever stops waiting.
 */
final class Notebook {
  private final Place place;
  private final Map<Check, Mark> marks = new EnumMap<>(Check.class);
  private final List<Finding> findings = new ArrayList<>();
  private Optional<StoreFacts> facts = Optional.empty();
  private Optional<Duration> clock = Optional.empty();
  private final List<Samples> samples = new ArrayList<>();

  Notebook(Place place) {
    this.place = place;
    for (Check check : Check.values()) {
      marks.put(check, place.use().checks().contains(check) ? Mark.NOT_REACHED : Mark.NOT_NEEDED);
    }
  }

  Place place() {
    return place;
  }

  synchronized void mark(Check check, Mark mark) {
    marks.put(check, mark);
  }

  synchronized Mark mark(Check check) {
    return marks.get(check);
  }

  synchronized void add(Finding finding) {
    findings.add(finding);
  }

  synchronized void facts(StoreFacts seen) {
    facts = Optional.of(seen);
  }

  synchronized void clock(Duration ahead) {
    clock = Optional.of(ahead);
  }

  synchronized Optional<Duration> clock() {
    return clock;
  }

  synchronized void add(Samples sample) {
    samples.add(sample);
  }

  synchronized List<Samples> samples() {
    return List.copyOf(samples);
  }

  /** A small object that reading and copying can be tried with. */
  synchronized Optional<ObjectEntry> smallest() {
    return samples.stream()
        .flatMap(sample -> sample.smallest().stream())
        .min(Comparator.comparingLong(ObjectEntry::sizeBytes));
  }

  synchronized List<Finding> findings() {
    return List.copyOf(findings);
  }

  synchronized PlaceReport report() {
    return new PlaceReport(
        place.site(),
        place.name(),
        place.use(),
        place.words().label(),
        place.words().service(),
        marks,
        facts,
        clock);
  }
}
