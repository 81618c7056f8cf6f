package io.twinlake.core.traffic;

import java.io.Serializable;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** What each root is to a run. Immutable. */
public final class Places implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Side> sides = new TreeMap<>();

  /**
   * @param roots as they are opened
   */
  public Places(Map<URI, Side> roots) {
    roots.forEach((root, side) -> sides.put(text(root), side));
  }

  /** The side of a root; what nobody has named is taken for the target's. */
  public Side of(URI root) {
    return sides.getOrDefault(text(root), Side.TARGET);
  }

  private static String text(URI root) {
    String text = root.toString();
    return text.endsWith("/") ? text : text + "/";
  }
}
