package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Puts a listing of a tree into the order of whole paths by their UTF-8 bytes.
 *
 * <p>A hierarchical account lists a directory, all that lies in it, and then the next name: {@code
 * a, a/x, a-b}. By its bytes {@code a-b} comes before {@code a/x}, so what lies in a directory is
 * held back until its last neighbour of that kind, {@code a} and a character below the slash, has
 * arrived. Where more than {@code mostHeld} entries would have to be held, the neighbours are asked
 * for instead ({@link Neighbours}) and given out first; when they arrive later they are left out. A
 * listing that is in order already passes as it is.
 */
final class PathOrder<T> implements Iterator<T> {
  /** Held entries are of the size of a few pages. */
  static final int MOST_HELD = 20_000;

  /** What has to be given out before what lies in a directory. */
  @FunctionalInterface
  interface Neighbours<T> {
    /**
     * Everything whose path begins with {@code directory} and a character below the slash, and all
     * that lies below, in order.
     */
    Iterator<T> of(String directory);
  }

  private final Iterator<T> arriving;
  private final Function<T, String> path;
  private final Neighbours<T> neighbours;
  private final int listedLength;
  private final int mostHeld;
  private final TreeMap<String, T> held = new TreeMap<>(ObjectPath::compareUtf8);
  private final Deque<T> ready = new ArrayDeque<>();

  /** Directories above the last arrival whose neighbours were given out, the outermost first. */
  private final List<String> settled = new ArrayList<>();

  private Iterator<T> detour = Collections.emptyIterator();
  private String last = "";

  /**
   * @param listedLength length of the prefix that is listed: directories above it have their
   *     neighbours elsewhere
   */
  PathOrder(
      Iterator<T> arriving,
      Function<T, String> path,
      Neighbours<T> neighbours,
      int listedLength,
      int mostHeld) {
    this.arriving = arriving;
    this.path = path;
    this.neighbours = neighbours;
    this.listedLength = listedLength;
    this.mostHeld = mostHeld;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (detour.hasNext()) {
        T next = detour.next();
        if (ObjectPath.compareUtf8(path.apply(next), last) > 0) {
          ready.add(next);
        }
      } else if (arriving.hasNext()) {
        take(arriving.next());
      } else if (held.isEmpty()) {
        return false;
      } else {
        ready.addAll(held.values());
        held.clear();
      }
    }
    return true;
  }

  private void take(T arrived) {
    String at = path.apply(arrived);
    settled.removeIf(directory -> !at.startsWith(directory));
    if (settled.stream().anyMatch(directory -> isNeighbour(at, directory))) {
      return;
    }
    held.put(at, arrived);
    String open = outermostUnsettled(at);
    // Whatever is still to come lies behind this.
    release(open.isEmpty() ? beforeHighCharacter(at) : beforeHighCharacter(open));
    if (held.size() > mostHeld && !open.isEmpty()) {
      settled.add(open);
      held.keySet().removeIf(each -> isNeighbour(each, open));
      detour = neighbours.of(open);
    }
  }

  /** Whether {@code at} comes before what lies in {@code directory}, but may be listed after it. */
  static boolean isNeighbour(String at, String directory) {
    return at.length() > directory.length()
        && at.startsWith(directory)
        && at.charAt(directory.length()) < '/';
  }

  private String outermostUnsettled(String at) {
    for (int slash = at.indexOf('/', listedLength);
        slash >= 0;
        slash = at.indexOf('/', slash + 1)) {
      String directory = at.substring(0, slash);
      if (!settled.contains(directory)) {
        return directory;
      }
    }
    return "";
  }

  /** UTF-8 and UTF-16 order what follows such a character differently; both keep it together. */
  private static String beforeHighCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= Character.MIN_SURROGATE) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private void release(String bound) {
    while (!held.isEmpty() && ObjectPath.compareUtf8(held.firstKey(), bound) <= 0) {
      ready.add(held.pollFirstEntry().getValue());
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T next = ready.remove();
    last = BlobListing.requireOrder(last, path.apply(next));
    return next;
  }
}
