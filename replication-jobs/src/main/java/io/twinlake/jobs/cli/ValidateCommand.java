package io.twinlake.jobs.cli;

import io.twinlake.validation.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "validate",
    description = {
      "Compares both sites by its own listings and hashes; writes nothing but its report.",
      "Exits 8 when something differs, 9 when some part could not be compared.",
    })
final class ValidateCommand extends CommandBase {
  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "sample",
      description = {
        "How strongly (default: sample).",
        "listing: names and lengths.",
        "ledger: the target is as it was written.",
        "sample: names and lengths of all, bytes of some.",
        "content: every byte of both sides.",
        "table: the rows of Delta and Parquet tables, however their files are laid out.",
      })
  private String level;

  @Option(
      names = "--sample",
      paramLabel = "SIZE",
      description =
          "How many objects are read at the level sample: a number, or a share as 5%% (default: 1000).")
  private String sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the sample of an earlier validation again; its report has the number.")
  private Long seed;

  @Option(names = "--newest", description = "Draws newer objects more often.")
  private boolean newest;

  @Option(
      names = "--recovery-point",
      paramLabel = "N",
      description =
          "Compares the target with this recovery point, exactly, while the source moves on. none: as if it were not given.")
  private String point;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also writes the result as JUnit XML, for build servers.")
  private Path junit;

  ValidateCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--from",
      paramLabel = "fingerprints",
      description =
          "Compares the newest fingerprints of both sites instead of the sites; reads no data.")
  private String from;

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    if (from != null || level.equalsIgnoreCase("fingerprint")) {
      if (from != null && !from.equals("fingerprints")) {
        throw new UsageException("--from takes 'fingerprints', not '%s'.".formatted(from));
      }
      if (sample != null || seed != null || newest || point != null) {
        throw new UsageException(
            "--sample, --seed, --newest and --recovery-point do not go with --from fingerprints.");
      }
      return commands.compareFingerprints(invocation, Optional.ofNullable(junit));
    }
    Level chosen;
    try {
      chosen = Level.valueOf(level.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--level is listing, ledger, sample, content or table, not '%s'.".formatted(level));
    }
    if (chosen != Level.SAMPLE && (sample != null || seed != null || newest)) {
      throw new UsageException("--sample, --seed and --newest belong to --level sample.");
    }
    SampleSize size = SampleSize.parse(sample == null ? "1000" : sample);
    long drawnBy = seed == null ? new SecureRandom().nextInt(1_000_000_000) : seed;
    return commands.validate(
        invocation,
        new Validating(chosen, size, drawnBy, newest, point(), Optional.ofNullable(junit)));
  }

  /** A pipeline that has a parameter must always pass one: {@code none} is not given. */
  private Optional<Long> point() {
    if (point == null || point.equals("none")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(point));
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--recovery-point is a number, or none, and not '%s'.".formatted(point));
    }
  }
}
