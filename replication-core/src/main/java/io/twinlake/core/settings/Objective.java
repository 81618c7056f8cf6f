package io.twinlake.core.settings;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is promised for a dataset.
 *
 * @param rpo how old its last complete recovery point may be
 * @param rto how long a failover may take; declared, shown, not measured yet
 */
public record Objective(Duration rpo, Duration rto) implements Serializable {}
