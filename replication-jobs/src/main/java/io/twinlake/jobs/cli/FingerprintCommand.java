package io.twinlake.jobs.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "fingerprint",
    description = {
      "Hashes a site's own objects into a tree on that site's control root.",
      "Run it near each site's data; then 'validate --from fingerprints' compares both.",
      "A version that was hashed once is not read again.",
    })
final class FingerprintCommand extends CommandBase {
  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "Whose objects (default: both sites, one after the other, from this machine).")
  private String site;

  FingerprintCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.fingerprint(invocation, Optional.ofNullable(site));
  }
}
