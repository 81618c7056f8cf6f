package io.twinlake.workspace.ledger;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.run.RunId;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets one run at a time write to a site's workspace. The claim is a chain of numbered documents
 * {@code workspace/claims/<n>.json} on the site's control root, each put where nothing is: whoever
 * puts the next number holds it, renews it, and gives it back at the end. A run that died holds it
 * until its time is over, two minutes at most. Safe for use by many threads.
 */
public final class WorkspaceClaim implements AutoCloseable {
  /** How long a claim holds without being renewed. */
  static final Duration LASTS = Duration.ofMinutes(2);

  private static final int STAY = 20;
  private static final Duration RENEWED_EVERY = Duration.ofSeconds(30);
  private static final ObjectPrefix PLACE = new ObjectPrefix("workspace/claims/");
  private static final String FORMAT = "workspace-claim/1";

  /**
   * One document of the chain.
   *
   * @param run who holds it
   * @param doing what the run does
   * @param host where it runs
   * @param began when the run took it
   * @param until the claim holds, by the holder's clock
   * @param over whether it was given back
   */
  public record Held(
      String format,
      long number,
      String run,
      String doing,
      String host,
      Instant began,
      Instant until,
      boolean over) {}

  private final ControlDocuments documents;
  private final String site;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "twinlake-claim");
            thread.setDaemon(true);
            return thread;
          });
  private final Thread atExit = new Thread(this::giveBack);
  private Held mine;
  private Optional<Future<?>> renewing = Optional.empty();

  private WorkspaceClaim(ControlDocuments documents, String site, Clock clock, Held mine) {
    this.documents = documents;
    this.site = site;
    this.clock = clock;
    this.mine = mine;
  }

  /**
   * Takes the claim of {@code site}'s workspace.
   *
   * @param doing what the run does, {@code import}
   * @param takeOver whether a claim that still holds is taken all the same, as its run is known to
   *     be dead
   * @throws ClaimTakenException if another run holds it; nothing was written to the workspace
   */
  public static WorkspaceClaim take(
      ControlDocuments documents,
      String site,
      String doing,
      RunId run,
      Clock clock,
      boolean takeOver) {
    List<ObjectEntry> chain = documents.list(PLACE);
    long number = 0;
    if (!chain.isEmpty()) {
      Held last = read(documents, chain.get(chain.size() - 1));
      number = last.number();
      if (!last.over() && !takeOver && clock.instant().isBefore(last.until())) {
        throw new ClaimTakenException(site, last);
      }
    }
    Instant now = clock.instant();
    Held wanted =
        new Held(
            FORMAT + ".0", number + 1, run.value(), doing, host(), now, now.plus(LASTS), false);
    WorkspaceClaim claim = new WorkspaceClaim(documents, site, clock, wanted);
    try {
      put(documents, wanted);
    } catch (PreconditionFailedException e) {
      throw claim.lost();
    }
    claim.removeOld();
    claim.keep();
    return claim;
  }

  private static String host() {
    String name = System.getenv("HOSTNAME");
    return name == null || name.isBlank() ? "unnamed host" : name;
  }

  private void keep() {
    renewing =
        Optional.of(
            timer.scheduleWithFixedDelay(
                this::renewQuietly,
                RENEWED_EVERY.toSeconds(),
                RENEWED_EVERY.toSeconds(),
                TimeUnit.SECONDS));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** The next thing that is written finds out by itself. */
  private void renewQuietly() {
    try {
      renew();
    } catch (RuntimeException e) {
      return;
    }
  }

  /**
   * Makes it hold for longer.
   *
   * @throws ClaimTakenException if another run took it meanwhile
   */
  public synchronized void renew() {
    if (mine.over()) {
      return;
    }
    require();
    Held next = next(clock.instant().plus(LASTS), false);
    try {
      put(documents, next);
    } catch (PreconditionFailedException e) {
      throw lost();
    }
    mine = next;
    removeOld();
  }

  /**
   * Asks before something is written whether the claim still holds. No request, unless its time is
   * over, as after a pause of this JVM.
   *
   * @throws ClaimTakenException if another run took it meanwhile
   */
  public void hold() {
    Instant until;
    synchronized (this) {
      until = mine.until();
    }
    if (!clock.instant().isBefore(until)) {
      renew();
    }
  }

  /**
   * The same, and looks at the control root whether somebody took it over.
   *
   * @throws ClaimTakenException if another run took it meanwhile
   */
  public synchronized void require() {
    List<ObjectEntry> chain = documents.list(PLACE);
    if (chain.isEmpty() || !chain.get(chain.size() - 1).path().equals(path(mine.number()))) {
      throw lost();
    }
  }

  private ClaimTakenException lost() {
    List<ObjectEntry> chain = documents.list(PLACE);
    return chain.isEmpty()
        ? new ClaimTakenException(site)
        : new ClaimTakenException(site, read(documents, chain.get(chain.size() - 1)));
  }

  private Held next(Instant until, boolean over) {
    return new Held(
        mine.format(),
        mine.number() + 1,
        mine.run(),
        mine.doing(),
        mine.host(),
        mine.began(),
        until,
        over);
  }

  private static void put(ControlDocuments documents, Held held) {
    documents.putIfAbsent(path(held.number()), Json.document(held));
  }

  private static ObjectPath path(long number) {
    return PLACE.resolve(ObjectPath.of("%010d.json".formatted(number)));
  }

  private static Held read(ControlDocuments documents, ObjectEntry entry) {
    return Json.parseDocument(documents.read(entry), FORMAT, Held.class, entry.path().value());
  }

  /** Some stay: whoever slept must not find its next number free. */
  private void removeOld() {
    List<ObjectEntry> chain = documents.list(PLACE);
    for (ObjectEntry entry : chain.subList(0, Math.max(0, chain.size() - STAY))) {
      documents.store().delete(entry.path(), entry.version());
    }
  }

  private synchronized void giveBack() {
    if (mine.over()) {
      return;
    }
    Held over = next(clock.instant(), true);
    try {
      put(documents, over);
    } catch (PreconditionFailedException | StoreException e) {
      return; // Somebody else has it, or its time will end it.
    }
    mine = over;
  }

  /** Gives it back. */
  @Override
  public void close() {
    renewing.ifPresent(future -> future.cancel(true));
    timer.shutdownNow();
    giveBack();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM is ending, and the hook does the same.
    }
  }
}
