package io.twinlake.validation;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Two sides beside each other, one path at a time, in the order of the paths. Holds one entry of
 * each and nothing more. A side out of order, or one that shows a path twice, would make pairs out
 * of what does not belong together, so it ends the comparison.
 */
final class Pairs<L> implements Iterator<Pair> {
  private final Head<L> left;
  private final Head<ObjectEntry> target;
  private final BiFunction<Optional<L>, Optional<ObjectEntry>, Pair> join;

  private Pairs(
      Head<L> left,
      Iterator<ObjectEntry> target,
      BiFunction<Optional<L>, Optional<ObjectEntry>, Pair> join) {
    this.left = left;
    this.target = new Head<>("target", target, ObjectEntry::path);
    this.join = join;
  }

  /** Two listings. */
  static Pairs<ObjectEntry> of(Iterator<ObjectEntry> source, Iterator<ObjectEntry> target) {
    return new Pairs<>(new Head<>("source", source, ObjectEntry::path), target, Pair::of);
  }

  /** The rows of a recovery point and the target's listing. */
  static Pairs<LedgerRow> ofRows(Iterator<LedgerRow> rows, Iterator<ObjectEntry> target) {
    return new Pairs<>(
        new Head<>("ledger", rows, LedgerRow::path),
        target,
        (row, entry) ->
            row.map(r -> Pair.of(r, entry)).orElseGet(() -> Pair.of(Optional.empty(), entry)));
  }

  @Override
  public boolean hasNext() {
    return left.value != null || target.value != null;
  }

  @Override
  public Pair next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int order =
        left.value == null ? 1 : target.value == null ? -1 : left.path().compareTo(target.path());
    Optional<L> one = order <= 0 ? Optional.of(left.take()) : Optional.empty();
    Optional<ObjectEntry> other = order >= 0 ? Optional.of(target.take()) : Optional.empty();
    return join.apply(one, other);
  }

  private static final class Head<T> {
    private final String name;
    private final Iterator<T> rest;
    private final Function<T, ObjectPath> pathOf;
    private T value;

    Head(String name, Iterator<T> rest, Function<T, ObjectPath> pathOf) {
      this.name = name;
      this.rest = rest;
      this.pathOf = pathOf;
      this.value = rest.hasNext() ? rest.next() : null;
    }

    ObjectPath path() {
      return pathOf.apply(value);
    }

    T take() {
      T taken = value;
      value = rest.hasNext() ? rest.next() : null;
      if (value != null && pathOf.apply(taken).compareTo(path()) >= 0) {
        throw new UntrustworthyListingException(
            "The %s shows '%s' behind '%s', which is not its place, so nothing can be said about this dataset. Report it as a bug, with the kind of store."
                .formatted(name, path(), pathOf.apply(taken)));
      }
      return taken;
    }
  }
}
