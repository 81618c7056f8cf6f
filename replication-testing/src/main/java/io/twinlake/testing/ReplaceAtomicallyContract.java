package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#REPLACE_ATOMICALLY}. */
public abstract class ReplaceAtomicallyContract extends StoreContract {
  private static final int REPLACEMENTS = 40;

  @Test
  void theStoreDeclaresIt() {
    assertThat(emptyStore().abilities()).contains(Ability.REPLACE_ATOMICALLY);
  }

  @Test
  void aReaderSeesOneWholeObjectAtAnyTime() throws Exception {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a", content(0));
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try {
      Future<Integer> reader = threads.submit(() -> readUntil(store, stop));
      for (int i = 1; i <= REPLACEMENTS; i++) {
        entry = replace(store, entry, content(i));
      }
      stop.set(true);
      assertThat(reader.get()).isPositive();
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
    assertThat(paths(store, "")).containsExactly("a");
  }

  private static int readUntil(ObjectStore store, AtomicBoolean stop) {
    int whole = 0;
    while (!stop.get() || whole == 0) {
      Optional<ObjectEntry> there = store.find(path("a"));
      assertThat(there).as("the object is never absent").isPresent();
      try {
        String seen = read(store, there.get());
        assertThat(seen).hasSize((int) there.get().sizeBytes());
        assertThat(seen.chars().distinct().count()).as("one version only").isEqualTo(1);
        whole++;
      } catch (VersionChangedException replacedMeanwhile) {
        assertThat(replacedMeanwhile.isGone()).isFalse();
      }
    }
    return whole;
  }

  @Test
  void aReaderThatHasBegunGetsTheOldObjectOrAnErrorAndNeverAMixture() throws IOException {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "o".repeat(3_000_000));
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (InputStream reading =
        store.read(old.path(), ByteRange.whole(old.sizeBytes()), old.version())) {
      seen.write(reading.readNBytes(1000));
      replace(store, old, "n".repeat(3_000_000));
      reading.transferTo(seen);
    } catch (VersionChangedException allowed) {
      assertThat(allowed.isGone()).isFalse();
    }

    assertThat(seen.toString(UTF_8)).doesNotContain("n");
  }

  private static String content(int round) {
    return Character.toString('a' + round % 26).repeat(1000 + round);
  }
}
