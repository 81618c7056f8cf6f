package io.twinlake.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A program on the {@code PATH} that writes down its arguments and does as it is told. */
final class StubProgram {
  private static final String END_OF_ARGUMENT = "\u001f";
  private static final String END_OF_CALL = "\u001e";

  private final Path calls;

  /**
   * @param bin a directory for the {@code PATH}
   * @param then what it does after writing down, in bash
   */
  StubProgram(Path bin, String name, String then) throws IOException {
    Files.createDirectories(bin);
    calls = bin.resolve(name + ".calls");
    Path program =
        Files.writeString(
            bin.resolve(name),
            """
            #!/usr/bin/env bash
            { printf '%%s\\037' "$@"; printf '\\036'; } >> '%s'
            %s
            """
                .formatted(calls, then));
    if (!program.toFile().setExecutable(true)) {
      throw new AssertionError("Cannot make " + program + " executable");
    }
  }

  /** An environment whose {@code PATH} begins with such programs. */
  static Map<String, String> path(Path bin) {
    return Map.of("PATH", bin + ":" + System.getenv("PATH"));
  }

  /** The arguments of each call so far. */
  List<List<String>> calls() {
    try {
      return Files.exists(calls)
          ? Arrays.stream(Files.readString(calls).split(END_OF_CALL))
              .map(call -> List.of(call.split(END_OF_ARGUMENT)))
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
