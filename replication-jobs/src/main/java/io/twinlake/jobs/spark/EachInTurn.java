package io.twinlake.jobs.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What comes of each input, one behind the other. One stream is open at a time and is closed when
 * it is used up; nothing is buffered, as {@link Stream#flatMap} would.
 */
public final class EachInTurn<I, O> implements Iterator<O>, AutoCloseable {
  private final Iterator<I> inputs;
  private final Function<I, Stream<O>> open;
  private Stream<O> stream = Stream.empty();
  private Iterator<O> current = stream.iterator();

  public EachInTurn(Iterator<I> inputs, Function<I, Stream<O>> open) {
    this.inputs = inputs;
    this.open = open;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && inputs.hasNext()) {
      stream.close();
      stream = open.apply(inputs.next());
      current = stream.iterator();
    }
    return current.hasNext();
  }

  @Override
  public O next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  @Override
  public void close() {
    stream.close();
  }
}
