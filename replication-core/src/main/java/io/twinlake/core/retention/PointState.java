package io.twinlake.core.retention;

import io.twinlake.core.ledger.RecoveryPoint;
import java.util.Map;
import java.util.Optional;

/**
 * A recovery point, and what can still be done with it.
 *
 * @param point what it says
 * @param verified its datasets that a kept validation found as the point says, each with the level
 * @param notRestorable why the target cannot be put back to it; empty if it can
 */
public record PointState(
    RecoveryPoint point, Map<String, String> verified, Optional<String> notRestorable) {}
