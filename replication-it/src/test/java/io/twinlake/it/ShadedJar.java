package io.twinlake.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The jar that clusters get. */
final class ShadedJar {
  private ShadedJar() {}

  static Path path() {
    return Path.of(System.getProperty("twinlake.jar"));
  }

  /** The names of all files in it. */
  static List<String> names() {
    try (JarFile jar = new JarFile(path().toFile())) {
      return Collections.list(jar.entries()).stream()
          .filter(e -> !e.isDirectory())
          .map(JarEntry::getName)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path(), e);
    }
  }

  static String text(String name) {
    try (JarFile jar = new JarFile(path().toFile());
        InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " in " + path(), e);
    }
  }
}
