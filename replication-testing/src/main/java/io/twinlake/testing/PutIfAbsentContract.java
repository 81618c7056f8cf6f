package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#PUT_IF_ABSENT}. */
public abstract class PutIfAbsentContract extends StoreContract {
  private static final int WRITERS = 8;

  @Test
  void theStoreDeclaresIt() {
    assertThat(emptyStore().abilities()).contains(Ability.PUT_IF_ABSENT);
  }

  @Test
  void firstWriterWins() {
    ObjectStore store = emptyStore();
    write(store, "orders/part-0", "first");

    assertThatThrownBy(() -> write(store, "orders/part-0", "second"))
        .isInstanceOfSatisfying(
            PreconditionFailedException.class,
            e -> assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY))
        .hasMessageContainingAll("orders/part-0", "Nothing was written");
    assertThat(read(store, "orders/part-0")).isEqualTo("first");
  }

  @Test
  void anEmptyObjectIsThereToo() {
    ObjectStore store = emptyStore();
    write(store, "marker", "");

    assertThatThrownBy(() -> write(store, "marker", "x"))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(store, "marker")).isEmpty();
  }

  @Test
  void aLaterWriterWinsOnceTheObjectIsGone() {
    ObjectStore store = emptyStore();
    ObjectEntry first = write(store, "a/b", "first");
    store.delete(first.path(), first.version());
    write(store, "a/b", "second");

    assertThat(read(store, "a/b")).isEqualTo("second");
  }

  @Test
  void aDirectoryThatBecameEmptyDoesNotBlockAnObjectOfItsName() {
    ObjectStore store = emptyStore();
    ObjectEntry first = write(store, "a/b", "first");
    store.delete(first.path(), first.version());
    write(store, "a", "second");

    assertThat(read(store, "a")).isEqualTo("second");
  }

  @Test
  void exactlyOneOfManyThreadsWins() throws Exception {
    ObjectStore store = emptyStore();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (int round = 0; round < 10; round++) {
        String name = "race/" + round;
        List<Integer> winners = race(threads, store, name);
        assertThat(winners).as(name).hasSize(1);
        assertThat(read(store, name)).isEqualTo("writer " + winners.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Integer> race(ExecutorService threads, ObjectStore store, String name)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String content = "writer " + i;
      writers.add(
          () -> {
            start.await();
            write(store, name, content);
            return true;
          });
    }
    List<Integer> winners = new ArrayList<>();
    List<Future<Boolean>> done = threads.invokeAll(writers);
    for (int i = 0; i < WRITERS; i++) {
      try {
        done.get(i).get();
        winners.add(i);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(PreconditionFailedException.class);
      }
    }
    return winners;
  }

  @Test
  void contentThatIsTooShortLeavesNothing() {
    ObjectStore store = emptyStore();
    assertThatThrownBy(() -> writeSaying(store, "12345", 6)).isInstanceOf(StoreException.class);
    assertThat(entries(store, "")).isEmpty();
  }

  @Test
  void contentThatIsTooLongLeavesNothing() {
    ObjectStore store = emptyStore();
    assertThatThrownBy(() -> writeSaying(store, "12345", 4)).isInstanceOf(StoreException.class);
    assertThat(entries(store, "")).isEmpty();
  }

  private static void writeSaying(ObjectStore store, String content, long sizeBytes) {
    store.write(
        path("a"),
        new ByteArrayInputStream(content.getBytes(UTF_8)),
        sizeBytes,
        ObjectMetadata.NONE,
        Expected.absent());
  }
}
