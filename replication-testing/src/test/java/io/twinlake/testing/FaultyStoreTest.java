package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.FaultyStore.Call;
import org.junit.jupiter.api.Test;

class FaultyStoreTest extends StoreContract {
  private final MemoryStore behind = new MemoryStore("behind");
  private final FaultyStore store = new FaultyStore(behind);

  @Override
  protected ObjectStore emptyStore() {
    return store;
  }

  @Test
  void failsTheThirdWriteBeforeItsEffect() {
    store.failBefore(Call.WRITE, 3, () -> new IllegalStateException("told to"));
    write(store, "a", "x");
    write(store, "b", "x");

    assertThatThrownBy(() -> write(store, "c", "x")).hasMessage("told to");
    assertThat(paths(behind, "")).containsExactly("a", "b");
    write(store, "c", "x");
    assertThat(store.count(Call.WRITE)).isEqualTo(4);
  }

  @Test
  void failsAfterTheEffectAsIfTheStoreHadNotAnswered() {
    store.failAfter(Call.WRITE, 1, () -> new IllegalStateException("told to"));

    assertThatThrownBy(() -> write(store, "a", "x")).hasMessage("told to");
    assertThat(paths(behind, "")).containsExactly("a");
  }

  @Test
  void countsFromTheTimeItIsTold() {
    ObjectEntry first = write(store, "a", "x");
    store.failBefore(Call.READ, 2, () -> new IllegalStateException("told to"));

    assertThat(read(store, first)).isEqualTo("x");
    assertThatThrownBy(() -> read(store, first)).hasMessage("told to");
    assertThat(store.counts()).containsEntry(Call.READ, 2L).containsEntry(Call.WRITE, 1L);
  }

  @Test
  void isASourceForTheStoreBehindAnother() {
    FaultyStore source = new FaultyStore(new MemoryStore("source"));
    ObjectEntry object = write(source, "a", "content");

    assertThat(store.canCopyFrom(source)).isTrue();
    store.copy(source, object, object.path(), ObjectMetadata.NONE, Expected.absent());
    assertThat(read(behind, "a")).isEqualTo("content");
  }
}
