package io.twinlake.core.run;

import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A listing in path order that does not ask for what lies in certain directories: the levels above
 * them are opened one by one, everything beside them is listed as a whole. Complete but for those,
 * or it fails.
 */
final class ListingAround extends AbstractSpliterator<ObjectEntry> {
  private final ObjectReader store;
  private final ObjectPrefix directory;
  private final PrefixSet around;

  /** What is still to be shown: entries, and directories that are to be opened, in order. */
  private final Deque<Object> ahead = new ArrayDeque<>();

  private Stream<ObjectEntry> open = Stream.empty();
  private Iterator<ObjectEntry> entries = open.iterator();

  private ListingAround(
      ObjectReader store, ObjectPrefix directory, ObjectPrefix part, PrefixSet around) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.store = store;
    this.directory = directory;
    this.around = around;
    ahead.add(part);
  }

  static Stream<ObjectEntry> of(
      ObjectReader store, ObjectPrefix directory, ObjectPrefix part, PrefixSet around) {
    ListingAround listing = new ListingAround(store, directory, part, around);
    return StreamSupport.stream(listing, false).onClose(() -> listing.open.close());
  }

  @Override
  public boolean tryAdvance(Consumer<? super ObjectEntry> action) {
    while (true) {
      if (entries.hasNext()) {
        action.accept(entries.next());
        return true;
      }
      Object next = ahead.poll();
      if (next == null) {
        return false;
      }
      if (next instanceof ObjectEntry entry) {
        action.accept(entry);
        return true;
      }
      enter((ObjectPrefix) next);
    }
  }

  private void enter(ObjectPrefix part) {
    open.close();
    open = Stream.empty();
    entries = open.iterator();
    if (around.contains(part)) {
      return;
    }
    if (!around.isAbove(part)) {
      open = DatasetListing.of(store, directory, part);
      entries = open.iterator();
      return;
    }
    Level level = DatasetListing.level(store, directory, part);
    List<Object> here = new ArrayList<>(level.objects());
    here.addAll(level.prefixes());
    here.sort((a, b) -> ObjectPath.compareUtf8(text(a), text(b)));
    for (int i = here.size() - 1; i >= 0; i--) {
      ahead.addFirst(here.get(i));
    }
  }

  private static String text(Object entryOrPrefix) {
    return entryOrPrefix instanceof ObjectEntry entry
        ? entry.path().value()
        : ((ObjectPrefix) entryOrPrefix).value();
  }
}
