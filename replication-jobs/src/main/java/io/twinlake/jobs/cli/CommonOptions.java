package io.twinlake.jobs.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command takes. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The settings: a path, or any URI that a store or Hadoop can read. Default: twinlake.yaml.")
  private String config = "twinlake.yaml";

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      split = ",",
      description = "Only this dataset, or these (a,b). May be repeated. * is all of them.")
  private List<String> datasets = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(names = "--verbose", description = "Show stack traces.")
  private boolean verbose;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "As for spark-submit, spark.hadoop.fs.azure.... Every user of the machine can see arguments: keep secrets in core-site.xml (HADOOP_CONF_DIR) or a properties file.")
  private List<String> conf = new ArrayList<>();

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "As for spark-submit: a file of such settings.")
  private Path properties;

  /**
   * The launcher and {@code spark-submit} take these for themselves; here they are only allowed.
   */
  @Option(
      names = {"--master", "--driver-memory"},
      paramLabel = "VALUE",
      description = "As for spark-submit; commands without Spark ignore them.")
  void takenByTheLauncher(String value) {}

  boolean help() {
    return help;
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  /** The names that are meant; none is all, and so is {@code *}, for callers that must say one. */
  List<String> datasets() {
    if (datasets.contains("*")) {
      if (datasets.size() > 1) {
        throw new UsageException("--dataset * is all of them; it stands alone.");
      }
      return List.of();
    }
    return datasets;
  }

  List<String> conf() {
    return conf;
  }

  Optional<Path> properties() {
    return Optional.ofNullable(properties);
  }

  /** A text with a scheme is taken as it is, everything else as a path on this machine. */
  URI config() {
    try {
      URI uri = new URI(config);
      if (uri.getScheme() != null && uri.getScheme().length() > 1) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // A path may hold what a URI may not.
      return Path.of(config).toUri();
    }
    return Path.of(config).toUri();
  }
}
