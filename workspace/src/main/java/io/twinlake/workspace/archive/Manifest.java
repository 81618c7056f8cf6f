package io.twinlake.workspace.archive;

import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an archive consists of. It is put last; what has none is not an archive.
 *
 * @param format {@code workspace/1.1}
 * @param id names the archive; ids sort by time
 * @param pair whose it is
 * @param site whose workspace was read
 * @param startedAt the archive holds everything that was there before
 * @param completedAt when the last object was read
 * @param documents one for each kind
 * @param problems what could not be read, and what somebody should know
 * @param directories what was asked for; not said before {@code workspace/1.1}
 */
public record Manifest(
    String format,
    String id,
    String pair,
    String site,
    Instant startedAt,
    Instant completedAt,
    List<Document> documents,
    List<Problem> problems,
    Optional<Directories> directories) {
  static final String FORMAT = "workspace/1";

  /**
   * The objects of one kind.
   *
   * @param path below the control root
   * @param sha256 of the document as it is stored
   * @param items how many
   * @param complete whether all of the kind were read
   */
  public record Document(
      Kind kind, String path, String sha256, long sizeBytes, int items, boolean complete) {}

  public Manifest {
    documents = List.copyOf(documents);
    problems = List.copyOf(problems);
  }

  /** How many objects the archive holds. */
  public int items() {
    return documents.stream().mapToInt(Document::items).sum();
  }

  /** Whether everything that was asked for could be read. */
  public boolean isWhole() {
    return problems.stream().noneMatch(Problem::isFailure);
  }
}
