package io.twinlake.jobs.cli;

import io.twinlake.validation.Level;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code validate} was asked for.
 *
 * @param level how strongly
 * @param sample how much is drawn at the level sample
 * @param seed which sample
 * @param newest whether newer objects are drawn more often
 * @param point the recovery point to compare with, if one is named
 * @param junit where the result goes as JUnit XML, if anywhere
 */
record Validating(
    Level level,
    SampleSize sample,
    long seed,
    boolean newest,
    Optional<Long> point,
    Optional<Path> junit) {}
