package io.twinlake.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code report} was asked for.
 *
 * @param out where the page goes
 * @param validation which validation it is about; empty for the newest
 * @param junit where that validation goes as JUnit XML, if anywhere
 * @param open whether a browser shows the page
 */
record Reporting(Path out, Optional<String> validation, Optional<Path> junit, boolean open) {}
