package io.twinlake.jobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script of {@code submit/} as a process. */
final class Script {
  private final Process process;
  private final Path out;
  private final Path err;

  private Script(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Script start(Path directory, Map<String, String> env, String script, String... arguments) {
    return startTyping("", directory, env, script, arguments);
  }

  /** As {@link #start}, with somebody who types. */
  static Script startTyping(
      String typed, Path directory, Map<String, String> env, String script, String... arguments) {
    try {
      Path in = Files.writeString(Files.createTempFile(directory, "in", ".txt"), typed);
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Stream.concat(
                          Stream.of("bash", SubmitFiles.ROOT.resolve(script).toString()),
                          Arrays.stream(arguments))
                      .toList())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("(DATABRICKS|TWINLAKE|AZURE)_.*"));
      builder.environment().putAll(Map.of("POLL_SECONDS", "0.02", "UNSEEN_LIMIT", "3"));
      builder.environment().putAll(env);
      return new Script(builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError("bash is needed for this test", e);
    }
  }

  /** A file of values made from the example, with every hole filled and lines of its own. */
  static Path values(Path directory, String platform, String... lines) throws IOException {
    String text = SubmitFiles.text(platform + "/values.env.example").replace("FILL-IN", "filled");
    return Files.writeString(
        directory.resolve("values.env"), text + String.join("\n", List.of(lines)) + "\n");
  }

  int code() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The script hangs: " + out() + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As a scheduler or a closed terminal would end it. */
  void terminate() {
    process.destroy();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
