package io.twinlake.core.group;

import java.util.Optional;

/**
 * One dataset of a group in one run.
 *
 * @param dataset its name
 * @param failure what failed of it so far, if anything did
 * @param objects objects that the ledger knows of it; of its tables, their live files
 * @param replaced how many of them would be replaced; of tables, how many files would lose rows
 * @param deleted how many of them would be deleted
 */
public record Member(
    String dataset, Optional<String> failure, long objects, long replaced, long deleted) {}
