package io.twinlake.jobs.demo;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The end of the demo: is the secondary the same? One byte of it is damaged, found, and healed. The
 * damaged object keeps its length and its metadata, so that only its bytes tell.
 */
final class HealthScript {
  private static final ObjectPrefix CLICKS = new ObjectPrefix("clicks/");

  private final ObjectStore target;
  private final Steps steps;
  private final PrintStream out;

  /**
   * @param target the raw root of the target
   */
  HealthScript(ObjectStore target, Steps steps, PrintStream out) {
    this.target = target;
    this.steps = steps;
    this.out = out;
  }

  void show(Consumer<String> step) {
    step.accept("Is the secondary the same? Every byte of both sites is read and compared.");
    steps.validate(true);

    Optional<ObjectPath> damaged = damage();
    if (damaged.isEmpty()) {
      return;
    }
    step.accept("One byte rots at the target. Name, length and metadata stay as they were.");
    out.println("  damaged            raw/" + damaged.get());

    step.accept("A run does not see that: nothing changed at the source. A validation does.");
    steps.validate(false);

    step.accept("Repair: what would be copied again? Then it is. The damaged bytes go to history.");
    steps.repair(false);
    out.println();
    steps.repair(true);

    step.accept("And now?");
    steps.validate(true);

    step.accept("All of that on one page, for whoever asks:");
    steps.report();
  }

  /** Flips one bit in the first object of the clicks. */
  private Optional<ObjectPath> damage() {
    Optional<ObjectEntry> found;
    try (Stream<ObjectEntry> clicks = target.list(CLICKS)) {
      found = clicks.filter(e -> e.sizeBytes() > 0).findFirst();
    }
    Optional<ObjectEntry> whole = found.flatMap(e -> target.find(e.path()));
    whole.ifPresent(
        entry -> {
          byte[] content = read(entry);
          content[content.length / 2] ^= 1;
          target.write(
              entry.path(),
              new ByteArrayInputStream(content),
              content.length,
              entry.metadata(),
              Expected.version(entry.version()));
        });
    return whole.map(ObjectEntry::path);
  }

  private byte[] read(ObjectEntry entry) {
    try (InputStream in =
        target.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
