package io.twinlake.jobs.cli;

/** What a command ended with. The numbers are a promise to schedulers and never change. */
public enum ExitCode {
  CLEAN(0, "everything asked for was done"),
  FAILED(1, "an unexpected failure; nobody planned for it"),
  USAGE(2, "a wrong option or setting; nothing was done"),
  PARTIAL(3, "committed, but some paths or datasets are not in the recovery point"),
  OBJECTIVE_MISSED(4, "a recovery point is older than its objective"),
  REFUSED(5, "a role, an epoch or a guard forbids it; nothing was committed"),
  OVERTAKEN(6, "another run committed first; what was copied is kept and adopted by the next run"),
  UNREACHABLE(7, "a site cannot be reached or refuses access; nothing was committed"),
  DIFFERENCES(8, "the two sites differ; nothing was changed"),
  COULD_NOT_TELL(9, "some part could not be compared, so nobody can tell; nothing was changed"),
  INTERRUPTED(130, "stopped by Ctrl-C or by the cluster");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** Half a sentence for people. */
  public String meaning() {
    return meaning;
  }
}
