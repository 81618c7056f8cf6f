package io.twinlake.core.table;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run did, or a plan would do, with one table.
 *
 * @param table where it is below the dataset's root
 * @param format {@code delta}
 * @param status how it stands
 * @param from newest version that the target had before; -1 for none
 * @param to newest version that the target has, or would have, now; -1 for none
 * @param versions how many versions are published
 * @param files how many files are copied for them, the log's own among them
 * @param bytes their length together, as far as the log says
 * @param versionsBehind how many versions the source has that the target has not
 * @param behind how long ago the first of those was committed
 * @param holes files of earlier versions that were gone at the source already
 * @param notes what a person should know, a sentence or more; the reason where it is not replicated
 */
public record TableReport(
    String table,
    String format,
    TableStatus status,
    long from,
    long to,
    long versions,
    long files,
    long bytes,
    long versionsBehind,
    Duration behind,
    long holes,
    Optional<String> notes) {}
