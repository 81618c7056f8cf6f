package io.twinlake.workspace.activate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.kinds.Catalogue;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Switches;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.sync.Permit;
import io.twinlake.workspace.sync.Starters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Puts one workspace to rest, or wakes it. What was awake is written down before anything is
 * changed, each change sets a value, and what is done is done: a run that died is repeated.
 */
public final class Switching {
  /** The wave of pools, pipelines and alerts, before all jobs. */
  private static final String FIRST = "compute";

  /** The wave of jobs that no other wave names. */
  private static final String LAST = "rest";

  /** Names that settings need not give. */
  public static final Set<String> OWN_WAVES = Set.of(FIRST, LAST);

  private final String site;
  private final Api api;
  private final Activations activations;
  private final Starters starters;
  private final Workers workers;
  private final Clock clock;
  private Permit permit = Permit.ALWAYS;
  private Set<Kind> left = EnumSet.noneOf(Kind.class);

  public Switching(
      String site,
      Api api,
      Activations activations,
      Starters starters,
      Workers workers,
      Clock clock) {
    this.site = site;
    this.api = api;
    this.activations = activations;
    this.starters = starters;
    this.workers = workers;
    this.clock = clock;
  }

  /** Asked before anything is written; without it everything may be. */
  public Switching permitted(Permit by) {
    permit = by;
    return this;
  }

  /** Types that somebody else switches: Databricks' own managed disaster recovery. */
  public Switching leaving(Set<Kind> kinds) {
    left = kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds);
    return this;
  }

  /** Puts to rest whatever is awake. */
  public SwitchReport deactivate() {
    Optional<Activation> before = activations.newest();
    Snapshot live = live();
    Map<String, Activation.Intent> intents = new LinkedHashMap<>();
    boolean begun =
        before.isPresent()
            && (before.get().state() == Activation.State.PASSIVE
                || before.get().state() == Activation.State.DEACTIVATING);
    if (begun) {
      before.get().intents().forEach(intent -> intents.put(name(intent), intent));
    }
    List<Activation.Intent> awake = new ArrayList<>();
    for (Item item : live.all()) {
      if (starters.isActive(item.kind(), item.body())) {
        Activation.Intent intent =
            new Activation.Intent(
                item.kind(), item.id(), item.key(), starters.intent(item.kind(), item.body()));
        awake.add(intent);
        // Half at rest: what a run that died has seen awake is the truth.
        intents.merge(name(intent), intent, begun ? (old, now) -> old : (old, now) -> now);
      }
    }
    List<Activation.Intent> known = List.copyOf(intents.values());
    if (!awake.isEmpty() || !begun) {
      before =
          Optional.of(activations.put(before, site, Activation.State.DEACTIVATING, known, clock));
    }
    Collections.reverse(awake); // Jobs first: they use the rest.
    Work work = new Work();
    live.problems().stream().filter(Problem::isFailure).forEach(work.problems::add);
    workers.each(awake, intent -> work.set(intent, body -> starters.resting(intent.kind(), body)));
    work.notes.addAll(Runs.underWay(api));
    Activation.State state = Activation.State.DEACTIVATING;
    if (work.problems.isEmpty()) {
      state = Activation.State.PASSIVE;
      if (before.isEmpty() || before.get().state() != state) {
        activations.put(before, site, state, known, clock);
      }
    }
    return work.report(state, List.of(), 0);
  }

  /**
   * Wakes exactly what was awake: what the last import says of the source, or, where it is newer,
   * what was awake here before this site was put to rest.
   *
   * @param ledger of the imports to this site
   * @param waves of jobs, in their order
   * @param through the last wave that is woken now; nothing for all
   */
  public SwitchReport activate(Ledger ledger, List<Wave> waves, Optional<String> through) {
    Optional<Activation> before = activations.newest();
    List<Activation.Intent> wanted = wanted(ledger, before);
    Activation begun =
        activations.put(
            before,
            site,
            Activation.State.ACTIVATING,
            before.map(Activation::intents).orElse(List.of()),
            clock);
    Map<String, List<Activation.Intent>> byWave = byWave(wanted, waves);
    Work work = new Work();
    List<String> done = new ArrayList<>();
    int remaining = wanted.size();
    for (Map.Entry<String, List<Activation.Intent>> wave : byWave.entrySet()) {
      permit.ask();
      workers.each(
          wave.getValue(),
          intent -> work.set(intent, body -> starters.with(intent.kind(), body, intent.values())));
      remaining -= wave.getValue().size();
      if (work.problems.isEmpty()) {
        canaries(work, wave, waves, begun);
      }
      if (!work.problems.isEmpty()) {
        break;
      }
      done.add(wave.getKey());
      if (through.isPresent() && through.get().equals(wave.getKey())) {
        break;
      }
    }
    Activation.State state = Activation.State.ACTIVATING;
    if (remaining == 0 && work.problems.isEmpty()) {
      state = Activation.State.ACTIVE;
      activations.put(Optional.of(begun), site, state, begun.intents(), clock);
    }
    return work.report(state, done, remaining);
  }

  private void canaries(
      Work work,
      Map.Entry<String, List<Activation.Intent>> wave,
      List<Wave> waves,
      Activation begun) {
    for (Activation.Intent intent : wave.getValue()) {
      boolean canary =
          waves.stream().anyMatch(w -> w.name().equals(wave.getKey()) && w.isCanary(intent.key()));
      if (canary && intent.kind() == Kind.JOB) {
        permit.ask();
        try {
          String attempt = "%s %d".formatted(begun.site(), begun.number());
          Runs.canary(api, intent.id(), attempt)
              .ifPresentOrElse(
                  why -> work.problems.add(Problem.failed(Kind.JOB, intent.key(), why)),
                  () -> work.notes.add("Canary %s ended well.".formatted(intent.key())));
        } catch (ApiException e) {
          if (e.endsTheRun()) {
            throw e;
          }
          work.problems.add(
              Problem.failed(Kind.JOB, intent.key(), "its canary run: " + e.getMessage()));
        }
      }
    }
  }

  private List<Activation.Intent> wanted(Ledger ledger, Optional<Activation> before) {
    Map<String, Activation.Intent> wanted = new LinkedHashMap<>();
    boolean importIsNewer =
        before.isEmpty() || ledger.at().isAfter(before.get().at()) || !hasIntents(before);
    List<Activation.Intent> imported = new ArrayList<>();
    for (Kind kind : kinds()) {
      for (Row row : ledger.of(kind).values()) {
        if (!row.intent().isEmpty()) {
          imported.add(new Activation.Intent(kind, row.toId(), row.key(), row.intent()));
        }
      }
    }
    List<Activation.Intent> own = before.map(Activation::intents).orElse(List.of());
    for (Activation.Intent intent : importIsNewer ? own : imported) {
      wanted.put(name(intent), intent);
    }
    for (Activation.Intent intent : importIsNewer ? imported : own) {
      wanted.put(name(intent), intent);
    }
    return wanted.values().stream().filter(intent -> !left.contains(intent.kind())).toList();
  }

  private static boolean hasIntents(Optional<Activation> before) {
    return before.isPresent() && !before.get().intents().isEmpty();
  }

  private static String name(Activation.Intent intent) {
    return intent.kind().written() + " " + intent.id();
  }

  private static Map<String, List<Activation.Intent>> byWave(
      List<Activation.Intent> intents, List<Wave> waves) {
    Map<String, List<Activation.Intent>> byWave = new LinkedHashMap<>();
    byWave.put(FIRST, new ArrayList<>());
    waves.forEach(wave -> byWave.put(wave.name(), new ArrayList<>()));
    byWave.put(LAST, new ArrayList<>());
    for (Kind kind : Starters.kinds()) {
      for (Activation.Intent intent : intents) {
        if (intent.kind() == kind) {
          byWave.get(wave(intent, waves)).add(intent);
        }
      }
    }
    byWave.values().removeIf(List::isEmpty);
    return byWave;
  }

  private static String wave(Activation.Intent intent, List<Wave> waves) {
    if (intent.kind() != Kind.JOB) {
      return FIRST;
    }
    return waves.stream()
        .filter(wave -> wave.has(intent.key()))
        .map(Wave::name)
        .findFirst()
        .orElse(LAST);
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.copyOf(Starters.kinds());
    kinds.removeAll(left);
    return kinds;
  }

  private Snapshot live() {
    Set<Kind> kinds = kinds();
    if (kinds.isEmpty()) {
      return new Snapshot(Map.of(), kinds, List.of());
    }
    Scope scope = Scope.only(kinds);
    return new Catalogue()
        .read(api, scope, (kind, id, stamp, download) -> new Blob("", 0), workers);
  }

  /** What was done so far. */
  private final class Work {
    private final List<String> switched = Collections.synchronizedList(new ArrayList<>());
    private final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private int alreadySo;

    void set(Activation.Intent intent, UnaryOperator<ObjectNode> change) {
      permit.hold();
      StringBuilder what = new StringBuilder();
      UnaryOperator<ObjectNode> told =
          before -> {
            ObjectNode now = change.apply(before);
            what.append(starters.change(intent.kind(), before, now));
            return now;
          };
      try {
        if (Switches.set(api, intent.kind(), intent.id(), told)) {
          switched.add("%s %s: %s".formatted(intent.kind().title(), intent.key(), what));
        } else {
          synchronized (this) {
            alreadySo++;
          }
        }
      } catch (ApiException e) {
        if (e.endsTheRun()) {
          throw e;
        }
        if (e.problem() != ApiProblem.NOT_FOUND) {
          problems.add(Problem.failed(intent.kind(), intent.key(), e.getMessage()));
        }
      }
    }

    SwitchReport report(Activation.State state, List<String> waves, int left) {
      return new SwitchReport(
          site,
          state,
          switched.stream().sorted().toList(),
          alreadySo,
          left,
          waves,
          problems,
          notes);
    }
  }
}
