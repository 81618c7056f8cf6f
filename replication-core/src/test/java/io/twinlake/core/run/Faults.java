package io.twinlake.core.run;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What goes wrong with the stores of a pair of sites, and a record of every call they got. Without
 * orders nothing goes wrong.
 */
final class Faults {
  /** What a store is asked for. */
  enum Kind {
    LIST,
    LEVEL,
    READ,
    FIND,
    WRITE,
    DELETE,
    COPY,
    STAGE,
    STAGED,
    COMMIT,
    CREATE_ROOT
  }

  /**
   * One call.
   *
   * @param store name of the store, {@code raw-west}
   * @param path what it is about; a prefix for listings
   */
  record Call(String store, Kind kind, String path) {
    boolean writes() {
      return kind == Kind.WRITE
          || kind == Kind.COPY
          || kind == Kind.COMMIT
          || kind == Kind.STAGE
          || kind == Kind.DELETE;
    }
  }

  /** The JVM is gone: every call that is made after it fails the same way. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(Call last) {
      super("killed at " + last);
    }
  }

  private record Order(Predicate<Call> when, boolean after, AtomicInteger left, Runnable action) {}

  private final List<Call> calls = new ArrayList<>();
  private final List<Call> effects = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private final Set<Ability> missing = EnumSet.noneOf(Ability.class);
  private int dieAt = Integer.MAX_VALUE;
  private boolean dieAfterEffect;
  private Predicate<ObjectEntry> brokenListing = e -> false;
  private Function<String, Instant> modified = path -> Instant.EPOCH;
  private Instant now = Instant.EPOCH;
  private boolean weak;
  private UnaryOperator<ObjectEntry> disguise = UnaryOperator.identity();

  /** Runs {@code action} before the n-th call (from 1) that fits; if it throws, nothing happens. */
  synchronized void before(Predicate<Call> when, int nth, Runnable action) {
    orders.add(new Order(when, false, new AtomicInteger(nth), action));
  }

  /**
   * Runs {@code action} when the n-th call that fits has happened; what it throws is the answer.
   */
  synchronized void after(Predicate<Call> when, int nth, Runnable action) {
    orders.add(new Order(when, true, new AtomicInteger(nth), action));
  }

  /** Runs {@code action} before each call that fits. */
  synchronized void always(Predicate<Call> when, Runnable action) {
    orders.add(new Order(when, false, new AtomicInteger(Integer.MIN_VALUE), action));
  }

  /** The k-th call from now, and every later one, dies: without its effect, or with it. */
  synchronized void dieAt(int k, boolean afterItsEffect) {
    dieAt = k;
    dieAfterEffect = afterItsEffect;
    calls.clear();
  }

  /** Listings break when they come to an entry that fits. */
  void breakListingAt(Predicate<ObjectEntry> entry) {
    brokenListing = entry;
  }

  void without(Ability... abilities) {
    missing.addAll(List.of(abilities));
  }

  /** Stores show weak versions: the time that {@code modified} says, and the length. */
  void weak(Function<String, Instant> modifiedAt) {
    weak = true;
    modified = modifiedAt;
  }

  /** Listings show entries as {@code change} makes them. */
  void disguise(UnaryOperator<ObjectEntry> change) {
    disguise = change;
  }

  ObjectEntry disguised(ObjectEntry entry) {
    return disguise.apply(entry);
  }

  /** The time by all stores' clocks, while versions are weak. */
  void now(Instant instant) {
    now = instant;
  }

  /** The stores are well again; what happened so far is remembered. */
  synchronized void revive() {
    dieAt = Integer.MAX_VALUE;
  }

  /** Forgets orders, calls and effects: the stores are well again. */
  synchronized void heal() {
    orders.clear();
    calls.clear();
    effects.clear();
    dieAt = Integer.MAX_VALUE;
    brokenListing = e -> false;
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  synchronized long count(Predicate<Call> which) {
    return calls.stream().filter(which).count();
  }

  /** The calls that did what they were to do, whatever the caller learnt of it. */
  synchronized List<Call> effects() {
    return List.copyOf(effects);
  }

  static Predicate<Call> on(String store, Kind... kinds) {
    Set<Kind> all = Set.of(kinds);
    return c -> c.store().equals(store) && (all.isEmpty() || all.contains(c.kind()));
  }

  static Predicate<Call> at(String store, String path, Kind... kinds) {
    return on(store, kinds).and(c -> c.path().equals(path));
  }

  static Predicate<Call> writesTo(String store) {
    return c -> c.store().equals(store) && c.writes();
  }

  boolean isWeak() {
    return weak;
  }

  Instant modified(String path) {
    return modified.apply(path);
  }

  Instant now() {
    return now;
  }

  Set<Ability> missing() {
    return missing;
  }

  boolean breaksAt(ObjectEntry entry) {
    return brokenListing.test(entry);
  }

  void begin(Call call) {
    List<Order> due;
    synchronized (this) {
      calls.add(call);
      if (calls.size() > dieAt || (calls.size() == dieAt && !dieAfterEffect)) {
        throw new Killed(call);
      }
      due = due(call, false);
    }
    due.forEach(o -> o.action().run());
  }

  void end(Call call) {
    List<Order> due;
    synchronized (this) {
      effects.add(call);
      if (calls.size() >= dieAt) {
        throw new Killed(call);
      }
      due = due(call, true);
    }
    due.forEach(o -> o.action().run());
  }

  private List<Order> due(Call call, boolean after) {
    return orders.stream()
        .filter(o -> o.after() == after && o.when().test(call))
        .filter(o -> o.left().get() == Integer.MIN_VALUE || o.left().decrementAndGet() == 0)
        .toList();
  }
}
