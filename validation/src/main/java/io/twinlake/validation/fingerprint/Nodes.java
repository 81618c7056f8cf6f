package io.twinlake.validation.fingerprint;

/** Where nodes are kept. */
public interface Nodes {
  /**
   * Keeps a node; one that is there already is left.
   *
   * @param name its {@link Node#name}
   */
  void put(String name, Node node);

  /**
   * Reads a node.
   *
   * @throws io.twinlake.core.ReplicationException if it is not there, or not what was written
   */
  Node get(String name);
}
