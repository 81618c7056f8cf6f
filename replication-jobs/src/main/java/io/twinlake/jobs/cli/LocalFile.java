package io.twinlake.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Files for people and pipelines on this machine: whole, or as they were before. */
final class LocalFile {
  private static final int OPENING_SECONDS = 10;

  private LocalFile() {}

  /**
   * Replaces {@code file}; whoever reads it meanwhile sees the old one or the new one.
   *
   * @throws UsageException if it cannot be written
   */
  static void write(Path file, byte[] content) {
    Path whole = file.toAbsolutePath().normalize();
    try {
      Files.createDirectories(whole.getParent());
      Path fresh = Files.createTempFile(whole.getParent(), "." + whole.getFileName(), ".new");
      try {
        Files.write(fresh, content);
        if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(
              fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UsageException(
          "%s cannot be written: %s. Name another file.".formatted(file, e.getMessage()));
    }
  }

  /**
   * Asks this machine's desktop to show {@code file}; false where nobody takes it. A browser that
   * stays is not waited for.
   */
  static boolean open(Path file) {
    return run(
        opener(
            System.getProperty("os.name", ""),
            Optional.ofNullable(System.getenv("BROWSER")).filter(name -> !name.isBlank()),
            file.toAbsolutePath().toUri().toString()));
  }

  /**
   * The command that shows {@code address}.
   *
   * @param system as {@code os.name} has it
   * @param browser the first of what {@code BROWSER} names, by which Linux is told otherwise
   */
  static List<String> opener(String system, Optional<String> browser, String address) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("win")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", address);
    }
    if (name.contains("mac")) {
      return List.of("open", address);
    }
    return List.of(browser.map(b -> b.split(":", 2)[0]).orElse("xdg-open"), address);
  }

  /** Whether {@code command} could be started and did not fail at once. */
  static boolean run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return !process.waitFor(OPENING_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
