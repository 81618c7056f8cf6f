package io.twinlake.core.plan;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.Collection;
import java.util.TreeSet;

/** Directories, and whether a path lies below one of them. */
public final class PrefixSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeSet<String> prefixes = new TreeSet<>();

  public PrefixSet() {}

  public PrefixSet(Collection<ObjectPrefix> all) {
    all.forEach(this::add);
  }

  public void add(ObjectPrefix prefix) {
    prefixes.add(prefix.value());
  }

  /** Whether one of the directories covers {@code path}. */
  public boolean covers(ObjectPath path) {
    if (prefixes.isEmpty()) {
      return false;
    }
    String text = path.value();
    if (prefixes.contains("")) {
      return true;
    }
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      if (prefixes.contains(text.substring(0, slash + 1))) {
        return true;
      }
    }
    return false;
  }

  public boolean contains(ObjectPrefix prefix) {
    return prefixes.contains(prefix.value());
  }

  /** Whether one of the directories lies below {@code prefix}, deeper than it. */
  public boolean isAbove(ObjectPrefix prefix) {
    String next = prefixes.higher(prefix.value());
    return next != null && next.startsWith(prefix.value());
  }

  public boolean isEmpty() {
    return prefixes.isEmpty();
  }

  /** Every directory, in order. */
  public Collection<ObjectPrefix> all() {
    return prefixes.stream().map(ObjectPrefix::new).toList();
  }

  public int size() {
    return prefixes.size();
  }

  /** The outermost directories only, in order. */
  public Collection<ObjectPrefix> outermost() {
    return prefixes.stream()
        .filter(p -> p.isEmpty() || !isBelowAnother(p))
        .map(ObjectPrefix::new)
        .toList();
  }

  private boolean isBelowAnother(String prefix) {
    if (prefixes.contains("")) {
      return true;
    }
    for (int slash = prefix.indexOf('/');
        slash >= 0 && slash < prefix.length() - 1;
        slash = prefix.indexOf('/', slash + 1)) {
      if (prefixes.contains(prefix.substring(0, slash + 1))) {
        return true;
      }
    }
    return false;
  }
}
