package io.twinlake.jobs.cli;

import io.twinlake.core.preflight.ConfiguredKeys;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What one call of the command line was given.
 *
 * @param config where the settings file is
 * @param datasets names of the datasets that are meant; empty for all
 * @param json whether the result is one JSON object
 * @param hadoop Hadoop settings of this machine and of the options; may hold secrets
 * @param keys where credentials stand as plain text
 * @param terminal where results and progress go
 */
public record Invocation(
    URI config,
    List<String> datasets,
    boolean json,
    Map<String, String> hadoop,
    ConfiguredKeys keys,
    Terminal terminal) {
  public Invocation {
    datasets = List.copyOf(datasets);
    hadoop = Map.copyOf(hadoop);
  }

  /** Without the Hadoop settings, whose values may be secrets. */
  @Override
  public String toString() {
    return "Invocation[%s, datasets %s, %d Hadoop settings]"
        .formatted(config, datasets, hadoop.size());
  }
}
