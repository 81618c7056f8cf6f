package io.twinlake.jobs.spark;

import java.io.Serializable;

/**
 * How tasks ask services.
 *
 * @param counter told what each asked
 * @param jvms how many executors may work at once: each may use so much of the run's budget
 */
public record TaskTraffic(TrafficCounter counter, int jvms) implements Serializable {}
