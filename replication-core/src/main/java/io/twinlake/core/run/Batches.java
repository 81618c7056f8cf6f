package io.twinlake.core.run;

import io.twinlake.core.plan.PlanAction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Packs actions, in their order, into batches bounded by count and bytes. */
public final class Batches implements Iterator<List<PlanAction>> {
  public static final int MOST_OBJECTS = 1000;
  public static final long MOST_BYTES = 4L << 30;

  /** Most prefixes that are listed to see a batch's copies. */
  static final int MOST_LISTINGS = 32;

  private final Iterator<PlanAction> actions;
  private PlanAction held;

  public Batches(Iterator<PlanAction> actions) {
    this.actions = actions;
    this.held = actions.hasNext() ? actions.next() : null;
  }

  @Override
  public boolean hasNext() {
    return held != null;
  }

  @Override
  public List<PlanAction> next() {
    if (held == null) {
      throw new NoSuchElementException();
    }
    List<PlanAction> batch = new ArrayList<>();
    long bytes = 0;
    while (held != null
        && (batch.isEmpty()
            || (batch.size() < MOST_OBJECTS && bytes + held.bytes() <= MOST_BYTES))) {
      batch.add(held);
      bytes += held.bytes();
      held = actions.hasNext() ? actions.next() : null;
    }
    return batch;
  }
}
