package io.twinlake.workspace.model;

/**
 * The bytes of a notebook or a file.
 *
 * @param sha256 in hexadecimal
 * @param sizeBytes their number
 */
public record Blob(String sha256, long sizeBytes) {
  public static Blob of(byte[] content) {
    return new Blob(Tree.sha256(content), content.length);
  }
}
