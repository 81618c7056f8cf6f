package io.twinlake.jobs.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells on stderr how far a run is: a bar that moves on a terminal, a line every 10 s elsewhere.
 * Safe for many threads.
 */
public final class Progress implements AutoCloseable {
  private static final Duration BAR_EVERY = Duration.ofMillis(200);
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  /** So long after a wait the run still counts as held. */
  private static final Duration HELD_FOR = Duration.ofSeconds(2);

  private final PrintStream err;
  private final boolean terminal;
  private final Clock clock;

  private String step = "";
  private long objects;
  private long allObjects;
  private long bytes;
  private long allBytes;
  private Instant began;
  private Instant told = Instant.MIN;
  private int shown;
  private String heldBy = "";
  private Instant heldAt = Instant.MIN;

  Progress(PrintStream err, boolean terminal, Clock clock) {
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
    this.began = clock.instant();
  }

  /** A step begins; its name is told at once. */
  public synchronized void step(String text) {
    wipe();
    step = text;
    if (!terminal) {
      err.println(text);
      told = clock.instant();
    } else {
      tell(clock.instant());
    }
  }

  /** So much more is to be done. */
  public synchronized void expect(long moreObjects, long moreBytes) {
    if (allObjects == 0) {
      began = clock.instant();
    }
    allObjects += moreObjects;
    allBytes += moreBytes;
  }

  /** So much more was done. */
  public synchronized void done(long moreObjects, long moreBytes) {
    objects += moreObjects;
    bytes += moreBytes;
    Instant now = clock.instant();
    if (told.equals(Instant.MIN)
        || !now.isBefore(told.plus(terminal ? BAR_EVERY : LINE_EVERY))
        || (terminal && objects == allObjects)) {
      tell(now);
    }
  }

  /** Requests wait for the throttle, by what it allows. */
  public synchronized void held(String by) {
    Instant now = clock.instant();
    boolean news = !isHeld(now) && terminal;
    heldBy = by;
    heldAt = now;
    if (news || !now.isBefore(told.plus(terminal ? BAR_EVERY : LINE_EVERY))) {
      tell(now);
    }
  }

  private boolean isHeld(Instant now) {
    return !heldAt.equals(Instant.MIN) && now.isBefore(heldAt.plus(HELD_FOR));
  }

  private void tell(Instant now) {
    String doing = isHeld(now) ? "held by throttle: " + heldBy : step;
    ProgressLine line =
        new ProgressLine(doing, objects, allObjects, bytes, allBytes, Duration.between(began, now));
    told = now;
    if (terminal) {
      String text = line.bar(79);
      int width = DisplayWidth.of(text);
      err.print("\r" + text + " ".repeat(Math.max(0, shown - width)));
      err.flush();
      shown = width;
    } else {
      err.println(line.plain());
    }
  }

  private void wipe() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
      shown = 0;
    }
  }

  /** Takes the bar away, so that results begin on an empty line. */
  @Override
  public synchronized void close() {
    wipe();
  }
}
