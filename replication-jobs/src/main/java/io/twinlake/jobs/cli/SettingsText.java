package io.twinlake.jobs.cli;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the settings file from wherever {@code --config} says it is. */
final class SettingsText {
  private SettingsText() {}

  static String read(URI config, StoreContext context) {
    return "file".equals(config.getScheme()) ? local(Path.of(config)) : remote(config, context);
  }

  /** What to call the file in a report: short where it is local. */
  static String nameOf(URI config) {
    return "file".equals(config.getScheme()) ? config.getPath() : config.toString();
  }

  private static String local(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "There is no settings file %s. Name one with --config; conf/ has commented examples."
              .formatted(file));
    } catch (IOException e) {
      throw new UsageException(
          "The settings file %s cannot be read (%s)."
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  private static String remote(URI config, StoreContext context) {
    String text = config.toString();
    int slash = text.lastIndexOf('/');
    URI directory = URI.create(text.substring(0, slash + 1));
    ObjectPath name = ObjectPath.of(URI.create(text.substring(slash + 1)).getPath());
    try (ObjectStore store = new Stores(context).open(directory)) {
      Optional<ObjectEntry> found = store.find(name);
      if (found.isEmpty()) {
        throw new UsageException("There is no settings file %s. Check --config.".formatted(config));
      }
      try (InputStream in =
          store.read(name, ByteRange.whole(found.get().sizeBytes()), found.get().version())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UsageException(
          "The settings file %s cannot be read (%s)."
              .formatted(config, e.getClass().getSimpleName()));
    }
  }
}
