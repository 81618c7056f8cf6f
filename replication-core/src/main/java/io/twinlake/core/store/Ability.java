package io.twinlake.core.store;

/**
 * What a store can promise beyond reading. Each has a contract suite that every store declaring it
 * passes.
 */
public enum Ability {
  /**
   * A write that expects nothing succeeds for exactly one of several writers. A control root needs
   * it.
   */
  PUT_IF_ABSENT,
  /** Writes and deletes can be bound to a version that must still be there. */
  CONDITIONAL,
  /** Readers see the old object or the new one, never a part and never none. */
  REPLACE_ATOMICALLY,
  /**
   * Objects can be copied from another store of the same kind without their bytes passing through
   * us: {@link ServerSideCopy}.
   */
  SERVER_SIDE_COPY,
  /**
   * Large objects can be written in blocks by several tasks and committed by one: {@link
   * BlockWriter}.
   */
  BLOCKS,
  /**
   * The service compares a hash of what it received with one that we computed, so that a streamed
   * copy is proven.
   */
  CONTENT_HASH,
  /** Headers and user metadata are kept. */
  METADATA,
  /** Directories exist by themselves, also empty ones: {@link TreeReader}. */
  DIRECTORIES,
  /** Files and directories have owners and access control lists: {@link TreeWriter}. */
  ACL
}
