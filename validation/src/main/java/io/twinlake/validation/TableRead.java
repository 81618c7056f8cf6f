package io.twinlake.validation;

import java.util.Optional;

/**
 * What reading one table came to.
 *
 * @param source all rows of the source
 * @param target all rows of the target
 * @param disagreement by key, where it was asked for
 * @param cost what it took
 */
public record TableRead(
    TableSide source, TableSide target, Optional<Disagreement> disagreement, Cost cost) {}
