package io.twinlake.validation;

import java.util.Optional;

/**
 * One side of a table, or of one of its partitions.
 *
 * @param rows how many rows were read
 * @param hash the sum of their hashes, 32 hexadecimal digits; zeros where there are none
 * @param version the version that was read, where the format has versions
 */
public record TableSide(long rows, String hash, Optional<Long> version) {}
