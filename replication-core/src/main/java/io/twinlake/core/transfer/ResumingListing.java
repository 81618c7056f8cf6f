package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A listing that goes on when a page could not be read: it lists anew and passes over what it has
 * handed out, which the order of paths allows. Complete, or it fails.
 */
final class ResumingListing extends AbstractSpliterator<ObjectEntry> {
  private final Supplier<Stream<ObjectEntry>> open;
  private final Retry retry;
  private Stream<ObjectEntry> entries;
  private Iterator<ObjectEntry> rest;
  private Optional<ObjectPath> last = Optional.empty();
  private int failures;

  private ResumingListing(
      Stream<ObjectEntry> first, Supplier<Stream<ObjectEntry>> open, Retry retry) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.open = open;
    this.retry = retry;
    this.entries = first;
    this.rest = first.iterator();
  }

  /**
   * @param first the listing, opened
   * @param open opens it again
   */
  static Stream<ObjectEntry> of(
      Stream<ObjectEntry> first, Supplier<Stream<ObjectEntry>> open, Retry retry) {
    ResumingListing listing = new ResumingListing(first, open, retry);
    return StreamSupport.stream(listing, false).onClose(() -> listing.entries.close());
  }

  @Override
  public boolean tryAdvance(Consumer<? super ObjectEntry> action) {
    Optional<ObjectEntry> next = next();
    next.ifPresent(
        entry -> {
          last = Optional.of(entry.path());
          action.accept(entry);
        });
    return next.isPresent();
  }

  private Optional<ObjectEntry> next() {
    boolean reopen = false;
    while (true) {
      try {
        if (reopen) {
          entries.close();
          entries = open.get();
          rest = entries.iterator();
          reopen = false;
        }
        while (rest.hasNext()) {
          ObjectEntry entry = rest.next();
          if (last.isEmpty() || entry.path().compareTo(last.get()) > 0) {
            return Optional.of(entry);
          }
        }
        return Optional.empty();
      } catch (ReplicationException e) {
        failures++;
        if (e.effect() != Effect.NONE_MAY_RETRY || !retry.pause(failures, e)) {
          throw e;
        }
        reopen = true;
      }
    }
  }
}
