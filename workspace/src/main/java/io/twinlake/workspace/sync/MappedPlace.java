package io.twinlake.workspace.sync;

/**
 * A storage account, Key Vault or endpoint that a rule puts in the place of another, and whether it
 * is there.
 *
 * @param of the list of {@code workspace.mappings} that the rule stands in
 * @param from as the source calls it
 * @param to as the target calls it
 * @param address the host at the target; empty where the rule gave none
 * @param verdict whether it is there
 * @param how it is known, or why not
 * @param objects how many objects of the archive name it
 * @param example one of them
 */
public record MappedPlace(
    String of,
    String from,
    String to,
    String address,
    Verdict verdict,
    String how,
    int objects,
    String example) {
  /** Whether a place is there. */
  public enum Verdict {
    FOUND,
    /** It is not, and there is proof: whoever names it would not work. */
    MISSING,
    /** Nothing speaks for it, and nothing proves the contrary. */
    COULD_NOT_TELL
  }

  /** The rule, as people find it in the settings. */
  public String rule() {
    return "workspace.mappings.%s %s -> %s".formatted(of, from, to);
  }
}
