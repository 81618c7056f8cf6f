package io.twinlake.core.run;

import java.util.List;

/**
 * What a run did, or a plan would do at most, with a dataset's directories and access rights.
 *
 * @param directories directories that were made
 * @param accessSet files and directories whose access rights were set
 * @param accessSame files and directories whose access rights were what they should be
 * @param failed directories and access rights that were not
 * @param requests writes that this took at the target; the listings of both sites come on top
 * @param first the first of them, by name
 */
public record TreeResult(
    long directories,
    long accessSet,
    long accessSame,
    long failed,
    long requests,
    List<String> first) {
  public static final TreeResult NONE = new TreeResult(0, 0, 0, 0, 0, List.of());

  public TreeResult {
    first = List.copyOf(first);
  }
}
