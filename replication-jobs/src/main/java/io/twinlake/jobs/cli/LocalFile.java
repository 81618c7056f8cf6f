package io.twinlake.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/** Files for people and pipelines on this machine: whole, or as they were before. */
final class LocalFile {
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

  /** Asks this machine's desktop to show {@code file}; false where nobody takes it. */
  static boolean open(Path file) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String address = file.toAbsolutePath().toUri().toString();
    List<String> command =
        system.contains("win")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
            : List.of(system.contains("mac") ? "open" : "xdg-open", address);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
