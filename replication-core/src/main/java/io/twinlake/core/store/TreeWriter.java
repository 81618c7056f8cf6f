package io.twinlake.core.store;

/** Makes directories and sets access rights, where a store has them. */
public interface TreeWriter extends TreeReader {

  /**
   * Makes the directory, and those above it, where they are missing. An existing one is left as it
   * is.
   *
   * @throws PreconditionFailedException if a file of that name is there; nothing was made
   */
  void makeDirectory(ObjectPath path);

  /**
   * Makes {@code node}'s access what it says: owner, group, mode, and the whole access control list
   * at once. What was set before a failure stays; setting it again does no harm.
   *
   * @throws StoreException with {@link StoreProblem#ACCESS_DENIED} if the identity may not; a
   *     superuser is needed to change owners
   */
  void setAccess(TreeNode node);
}
