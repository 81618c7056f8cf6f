package io.twinlake.core.store;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows the directories of a store, which {@link ObjectReader#list} leaves out, and with {@link
 * Ability#ACL} who may do what: the ability {@link Ability#DIRECTORIES} of a reader.
 */
public interface TreeReader {

  /**
   * Lists all files and directories below {@code prefix}, in the order of their paths without a
   * closing slash; {@code prefix} itself is not among them. Costs the requests of a listing, and
   * one more for each item whose access control list the listing does not show. The caller closes
   * the stream, which throws {@link StoreException} rather than end early.
   */
  Stream<TreeNode> nodes(ObjectPrefix prefix);

  /** Looks one file or directory up. */
  default Optional<TreeNode> node(ObjectPath path) {
    try (Stream<TreeNode> nodes = nodes(new ObjectPrefix(path.value()))) {
      return nodes.filter(n -> n.path().equals(path)).findFirst();
    }
  }
}
