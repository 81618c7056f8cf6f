package io.twinlake.core.store;

import java.util.Objects;
import java.util.Optional;

/**
 * A file or a directory, where a store has directories of their own.
 *
 * @param path where it is, without a closing slash
 * @param directory whether it is a directory
 * @param access who may do what with it, where the store has {@link Ability#ACL}
 */
public record TreeNode(ObjectPath path, boolean directory, Optional<Access> access) {
  public TreeNode {
    Objects.requireNonNull(path);
    Objects.requireNonNull(access);
  }
}
