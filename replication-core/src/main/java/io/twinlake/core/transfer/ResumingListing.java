package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ObjectPath;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A listing that goes on when a page could not be read: it lists anew and passes over what it has
 * handed out, which the order of paths allows. Complete, or it fails.
 */
final class ResumingListing<T> extends AbstractSpliterator<T> {
  private final Supplier<Stream<T>> open;
  private final Function<T, ObjectPath> path;
  private final Retry retry;
  private Stream<T> entries;
  private Iterator<T> rest;
  private Optional<ObjectPath> last = Optional.empty();
  private int failures;

  private ResumingListing(
      Stream<T> first, Supplier<Stream<T>> open, Function<T, ObjectPath> path, Retry retry) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.open = open;
    this.path = path;
    this.retry = retry;
    this.entries = first;
    this.rest = first.iterator();
  }

  /**
   * @param first the listing, opened
   * @param open opens it again
   * @param path what it is ordered by
   */
  static <T> Stream<T> of(
      Stream<T> first, Supplier<Stream<T>> open, Function<T, ObjectPath> path, Retry retry) {
    ResumingListing<T> listing = new ResumingListing<>(first, open, path, retry);
    return StreamSupport.stream(listing, false).onClose(() -> listing.entries.close());
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Optional<T> next = next();
    next.ifPresent(
        entry -> {
          last = Optional.of(path.apply(entry));
          action.accept(entry);
        });
    return next.isPresent();
  }

  private Optional<T> next() {
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
          T entry = rest.next();
          if (last.isEmpty() || path.apply(entry).compareTo(last.get()) > 0) {
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
