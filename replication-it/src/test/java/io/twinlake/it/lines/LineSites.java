package io.twinlake.it.lines;

import io.twinlake.core.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Two sites on the local disk, which every Spark line can read and write. */
final class LineSites {
  private final Path root;
  final Path east;
  final Path west;

  LineSites(Path root) throws IOException {
    this.root = root;
    this.east = Files.createDirectories(root.resolve("east/raw"));
    this.west = Files.createDirectories(root.resolve("west/raw"));
    Files.createDirectories(root.resolve("east/control"));
    Files.createDirectories(root.resolve("west/control"));
  }

  String yaml(String... sections) {
    return """
        format: settings/1
        pair: line
        sites:
          east: { raw: '%s', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: { from: east, to: west }
        """
            .formatted(
                east.toUri(),
                root.resolve("east/control").toUri(),
                west.toUri(),
                root.resolve("west/control").toUri())
        + String.join("\n", sections)
        + "\n";
  }

  Settings settings(String... sections) {
    return Settings.load(yaml(sections), "line.yaml");
  }

  Path settingsFile(String... sections) throws IOException {
    return Files.writeString(root.resolve("settings.yaml"), yaml(sections));
  }

  void put(String path, String content) throws IOException {
    Path file = east.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Path and content of each file, without those that a file system keeps for itself. */
  static Map<String, String> contents(Path directory) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(directory.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }
}
