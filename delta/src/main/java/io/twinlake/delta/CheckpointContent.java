package io.twinlake.delta;

import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint holds, or one file of it.
 *
 * @param protocol if it is in there
 * @param metadata if it is in there
 * @param adds the files that are live
 * @param sidecars names of the files that hold the rest
 * @param absolute the first absolute path
 */
record CheckpointContent(
    Optional<Protocol> protocol,
    Optional<TableMetadata> metadata,
    List<FileRef> adds,
    List<String> sidecars,
    Optional<String> absolute) {}
