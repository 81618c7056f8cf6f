package io.twinlake.workspace.sync;

/** Whether the name of a host is known, as far as can be told from here. */
public interface Resolver {
  /** What asking for a name gave. */
  enum Answer {
    RESOLVES,
    /** Whoever answers for names says that there is none of that name. */
    ABSENT,
    /** Nobody answered, or the answer says nothing. */
    UNKNOWN
  }

  /** Never fails: whatever goes wrong is {@link Answer#UNKNOWN}. */
  Answer ask(String host);

  /** Asks as this machine does, a few seconds for each name at most. */
  static Resolver system() {
    return new SystemResolver();
  }
}
