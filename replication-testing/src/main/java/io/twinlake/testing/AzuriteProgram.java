package io.twinlake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Finds Azurite, Microsoft's own server for the Blob REST API, or installs it once below {@code
 * target/azurite} of the project.
 *
 * <p>The system property or environment variable {@code TWINLAKE_AZURITE} names an {@code
 * azurite-blob} script (its {@code dist/src/blob/main.js}) that is installed already.
 */
final class AzuriteProgram {
  static final String VERSION = "3.37.0";
  static final String SETTING = "TWINLAKE_AZURITE";

  private AzuriteProgram() {}

  /** The command that starts its blob service, without options. */
  static List<String> command() {
    requireTool("node");
    return List.of("node", script().toString());
  }

  private static Path script() {
    Optional<String> named =
        Optional.ofNullable(System.getProperty(SETTING))
            .or(() -> Optional.ofNullable(System.getenv(SETTING)))
            .filter(path -> !path.isBlank());
    if (named.isPresent()) {
      Path script = Path.of(named.get());
      if (!Files.isRegularFile(script)) {
        throw new IllegalStateException(
            "%s names %s, which is not a file. Name the azurite-blob script, or unset it."
                .formatted(SETTING, script));
      }
      return script;
    }
    try {
      return installed(projectRoot().resolve("target"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot install Azurite " + VERSION, e);
    }
  }

  /** Two test JVMs may want it at once: the first installs, the other waits. */
  private static synchronized Path installed(Path target) throws IOException {
    Files.createDirectories(target);
    Path home = target.resolve("azurite");
    Path script = home.resolve("node_modules/azurite/dist/src/blob/main.js");
    Path done = home.resolve("installed-" + VERSION);
    try (FileChannel file =
            FileChannel.open(
                target.resolve("azurite.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (lock.isValid() && !Files.exists(done)) {
        requireTool("npm");
        install(home);
        Files.writeString(done, VERSION);
      }
    }
    return script;
  }

  private static void install(Path home) throws IOException {
    Files.createDirectories(home);
    run(
        List.of(
            "npm",
            "install",
            "--prefix",
            home.toString(),
            "--no-audit",
            "--no-fund",
            "azurite@" + VERSION),
        home.resolve("install.log"));
  }

  private static void requireTool(String tool) {
    try {
      Path log = Files.createTempFile("twinlake-" + tool, ".log");
      run(List.of(tool, "--version"), log);
      Files.delete(log);
    } catch (IOException e) {
      throw new IllegalStateException(
          ("Tests against a real storage service start Azurite, which needs Node.js, and '%s' does not run here."
                  + " Install it (Debian, Ubuntu: apt-get install nodejs npm), or name an installed Azurite: %s.")
              .formatted(tool, SETTING),
          e);
    }
  }

  private static void run(List<String> command, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(
            "%s ended with %d: %s"
                .formatted(String.join(" ", command), exit, Files.readString(log).strip()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running " + command.get(0), e);
    }
  }

  /** The highest directory above this one, or it itself, with a pom.xml all the way up. */
  private static Path projectRoot() {
    Path here = Path.of("").toAbsolutePath();
    while (here.getParent() != null && Files.exists(here.getParent().resolve("pom.xml"))) {
      here = here.getParent();
    }
    return here;
  }
}
